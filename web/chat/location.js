// The browser's position, asked for on a click only and kept in this tab's memory: for the map, and sent once for the search.

const PATIENCE = 12_000;
const FRESH = 60_000;
const PROBLEMS = { 1: 'refused', 2: 'unavailable', 3: 'timeout' };

let known = null;

/** `[latitude, longitude]` of the last position shared in this tab, else null. */
export const here = () => known;

export function forget() {
  known = null;
}

/** `{latitude, longitude}`, or `{problem}`: 'refused', 'timeout' or 'unavailable'. Never rejects. */
export function locate() {
  return new Promise((done) => {
    if (!navigator.geolocation || !window.isSecureContext) {
      done({ problem: 'unavailable' });
      return;
    }
    const late = setTimeout(() => done({ problem: 'timeout' }), PATIENCE + 1_000); // some browsers never answer a closed question
    const end = (result) => {
      clearTimeout(late);
      done(result);
    };
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        known = [coords.latitude, coords.longitude];
        end({ latitude: coords.latitude, longitude: coords.longitude });
      },
      ({ code }) => end({ problem: PROBLEMS[code] ?? 'unavailable' }),
      { timeout: PATIENCE, maximumAge: FRESH, enableHighAccuracy: false },
    );
  });
}
