// Keeps what is marked data-live fresh. A reader who is selecting text or holds the focus inside is not disturbed.
const everyMs = 5000;
const live = () => [...document.querySelectorAll('[data-live]')];

async function refresh() {
  const busy = document.hidden || !getSelection().isCollapsed || live().some(part => part.contains(document.activeElement));
  if (busy || live().length === 0) return;
  try {
    const response = await fetch(location.href, { headers: { Accept: 'text/html' } });
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
    for (const part of live()) {
      const other = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
      if (other && other.innerHTML !== part.innerHTML) part.replaceChildren(...other.childNodes);
    }
  } catch {
    // The service is restarting: the next round will tell.
  }
}

setInterval(refresh, everyMs);
