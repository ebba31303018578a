/* Extras only: every page works without this file. */
(() => {
  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

  // A link to the #id of a dialog opens it as a real modal, and focus comes back; without script :target shows it.
  each('a[href^="#"]', link => {
    const dialog = document.getElementById(link.hash.slice(1));
    if (!dialog?.showModal) return;
    link.addEventListener('click', event => { event.preventDefault(); dialog.showModal(); });
  });
  each('dialog [data-close]', button => button.addEventListener('click', event => {
    event.preventDefault();
    button.closest('dialog').close();
  }));

  // Filters start open where there is room for them.
  if (matchMedia('(min-width: 62em)').matches) each('details[data-desk]', fold => { fold.open = true; });

  // Menus close with Escape or a press elsewhere.
  const shut = event => each('details.me[open]', menu => {
    if (event.key === 'Escape' || (event.type === 'click' && !menu.contains(event.target))) menu.open = false;
  });
  addEventListener('keydown', shut);
  addEventListener('click', shut);

  // Open already: something in it was refused.
  each('dialog[open]', dialog => { dialog.close(); dialog.showModal(); });

  // What is wrong is read first.
  document.querySelector('.errors')?.focus();

  // A form is sent once, unless it downloads; coming back renews it.
  each('form[method=post]:not([data-again])', form => form.addEventListener('submit', event => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = 1;
    event.submitter?.append(' …');
  }));
  addEventListener('pageshow', event => { if (event.persisted) location.reload(); });

  // htmx remembers the address of a page in the tab; nothing of ours stays in the browser.
  addEventListener('load', () => sessionStorage.clear());

  // What is made for paper is printed when asked.
  each('[data-print]', button => button.addEventListener('click', () => print()));
})();
