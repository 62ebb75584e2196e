export default { // the anywidget: the day comes from Python and goes back there
  render({ model }) {
    const begin = () => dayCursor().begin({
      start: model.get("start"), days: model.get("days"), day: model.get("day"),
      go: (day) => { model.set("day", day); model.save_changes(); },
    });
    const show = () => dayCursor().show(model.get("day"));
    model.on("change:start change:days", begin); model.on("change:day", show);
    begin();
    return () => { model.off("change:start change:days", begin); model.off("change:day", show); };
  },
};
