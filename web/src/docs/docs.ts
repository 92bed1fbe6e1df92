/** What every page of the documentation loads: its style. */
import './docs.css';
