/** The function lab as one file: what its page loads, in one script. */
import '../styles/page.css';
import './single.css';
import '../page/page.ts';
import '../widgets/function/descent-function.ts';
