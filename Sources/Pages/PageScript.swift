// What keeps an open page fresh; without it the page is whole, and as old as its head says.

/// The script: written by hand, at most 2 KB, the same on every page.
package enum PageScript {
    /// When the stream says that something happened, the page is fetched again, at most once in two seconds, and its
    /// main part replaced; place, focus and what was unfolded stay. Never while text is selected or nobody looks.
    package static let text = """
        (() => {
        const live = document.getElementById('live'), main = () => document.getElementById('main');
        const clock = () => (new Date).toISOString().slice(11, 19) + ' UTC';
        let waits = false, last = 0, seen = live.dataset.at;
        const say = (word) => { live.textContent = word; };
        const lost = () => say('not live since ' + seen);
        const path = (e) => {
          if (!e || !main().contains(e) || e === main()) return null;
          return [...main().querySelectorAll('a,summary')].indexOf(e);
        };
        const show = (text) => {
          const next = new DOMParser().parseFromString(text, 'text/html');
          const old = main(), fresh = next.getElementById('main');
          const top = scrollY, place = path(document.activeElement);
          if (fresh.innerHTML !== old.innerHTML) {
            const open = [...old.querySelectorAll('details')].map((d) => d.open);
            old.replaceWith(fresh);
            [...fresh.querySelectorAll('details')].forEach((d, i) => { d.open = open[i] ?? d.open; });
            if (place !== null) fresh.querySelectorAll('a,summary')[place]?.focus({ preventScroll: true });
            scrollTo(scrollX, top);
          }
          document.title = next.title;
          seen = clock();
          say('live, ' + seen);
        };
        const load = () => {
          if (document.hidden || String(getSelection())) { waits = false; return; }
          last = Date.now();
          fetch(location.href, { headers: { accept: 'text/html' } })
            .then((reply) => { if (!reply.ok) throw new Error(reply.status); return reply.text(); })
            .then(show).catch(lost).finally(() => { waits = false; });
        };
        const news = () => {
          if (waits) return;
          waits = true;
          setTimeout(load, Math.max(0, 2000 - (Date.now() - last)));
        };
        const stream = new EventSource('/api/v1/events/stream');
        stream.onopen = () => say('live, ' + seen);
        stream.onerror = lost;
        for (const name of ['message', 'status', 'transition']) stream.addEventListener(name, news);
        document.addEventListener('visibilitychange', news);
        })();

        """
}
