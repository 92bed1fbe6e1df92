// Before the first paint: the theme the visitor chose (otherwise the system's).
try { var theme = localStorage.getItem('descent-theme'); if (theme) document.documentElement.dataset.theme = theme; } catch (e) { /* storage refused: the system's theme */ }
