DATA = await arrays();
recall();
go(place.screen, false);
document.body.dataset.ready = "";
