// The address says what is chosen, so that a page that is opened again (after a restart of the server, or hours away) shows the same. Another
// page of the dashboard or another run is a step of the browser's history; back and forward are told to Python, and answered once.
const A_MOMENT = 300; // milliseconds in which nothing more must change

export default { // the anywidget
  render({ model }) {
    let step = model.get("address").step, went = 0, timer = 0;
    const put = (how, link) => { if (how === "pushState" || link !== location.pathname + location.search) history[how](history.state, "", link); };
    const keep = () => {
      const { link, left, step: now, answered } = model.get("address");
      clearTimeout(timer);
      if (answered < went) return; // of before he went back
      if (now !== step) { step = now; put("replaceState", left); put("pushState", link); } else timer = setTimeout(put, A_MOMENT, "replaceState", link);
    };
    const back = (event) => {
      event.stopImmediatePropagation(); // Solara would draw the whole page anew
      clearTimeout(timer);
      went += 1;
      model.set("went", `${went} ${location.search}`); model.save_changes();
    };
    model.on("change:address", keep);
    addEventListener("popstate", back, true);
    keep();
    return () => { clearTimeout(timer); model.off("change:address", keep); removeEventListener("popstate", back, true); };
  },
};
