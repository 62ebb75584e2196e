DATA = await arrays();
recall();
go(place.screen, false);
window.lesson = { encoded, decoded };
document.body.dataset.ready = "";
