// What a screen reader or a keyboard needs and the theme leaves out: names for the two asides of a page, and a way to
// scroll long lines of code without a mouse.
document.querySelector(".sidebar-drawer")?.setAttribute("aria-label", "Pages");
document.querySelector(".toc-drawer")?.setAttribute("aria-label", "On this page");
document.querySelectorAll("pre").forEach((code) => { code.tabIndex = 0; });
