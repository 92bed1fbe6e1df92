// Before the first paint: the theme the visitor chose (otherwise the system's) and the language, as i18n.ts takes it up.
(function (root) {
  var kept = function (key) { try { return localStorage.getItem(key); } catch (e) { return null; /* storage refused */ } };
  var theme = kept('descent-theme');
  if (theme) root.dataset.theme = theme;
  var known = ['en', 'vi'];
  var wanted = [new URLSearchParams(location.search).get('lang'), kept('descent-language')]
    .concat((navigator.languages || []).map(function (l) { return l.slice(0, 2); }));
  root.lang = root.dataset.language = wanted.filter(function (l) { return known.indexOf(l) >= 0; })[0] || known[0];
})(document.documentElement);
