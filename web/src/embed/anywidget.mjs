// The figures as an anywidget in one file, for tools that copy it: MyST puts the module it is given beside its own pages, where
// what the module imports is not. So this one imports the lab's from where the lab lies: `lab` in the widget's model, otherwise
// the folder this file was loaded from.
const address = (model) => new URL('descent-lab.js', model.get('lab') || new URL('./', import.meta.url)).href;

export default {
  render: async (context) => (await import(address(context.model))).render(context),
};
