// What a page does while it is looked at, kept for the test: broken policy, shifts of layout, slow answers to a hand.
window.__observed = { policy: [], shifts: [], interactions: [] };
document.addEventListener("securitypolicyviolation", (event) => {
  window.__observed.policy.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile ?? ""}:${event.lineNumber}`);
});
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) {
    if (!shift.hadRecentInput) {
      const of = shift.sources.map(({ node }) => node?.id || node?.className || node?.nodeName || "?");
      window.__observed.shifts.push({ value: shift.value, of });
    }
  }
}).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => {
  for (const event of list.getEntries()) {
    if (event.interactionId) window.__observed.interactions.push({ name: event.name, ms: event.duration });
  }
}).observe({ type: "event", buffered: true, durationThreshold: 16 });
