// What people do: enrol, sign in, sign out.
//
// Why: a test reads as what somebody does, and a changed page is mended in one place.

export const ADA = { username: 'ada', email: 'ada@example.com', display: 'Ada Okafor', password: 'four quiet random words' };
export const BOB = { username: 'bob', email: 'bob@example.com', display: 'Bob Marsh', password: 'another four random words' };

/** Opens the enrolment link and becomes the first person. */
export async function enrol(page, gate, person = ADA) {
  await page.goto(gate.enrol);
  await page.fill('[name=username]', person.username);
  await page.fill('[name=email]', person.email);
  await page.fill('[name=display_name]', person.display);
  await page.fill('[name=password]', person.password);
  await page.fill('[name=password_confirm]', person.password);
  await submit(page);
}

/** Fills in the sign-in form that the page shows. */
export async function signIn(page, person) {
  await page.fill('[name=username]', person.username);
  await page.fill('[name=password]', person.password);
  await submit(page);
}

/** Presses the main button of the page's form and waits for what comes. */
export async function submit(page) {
  await Promise.all([page.waitForEvent('load'), page.locator('main form [type=submit]').first().click()]);
}

/** Adds a second person by command line, with a password. */
export function addPerson(gate, person = BOB, ...more) {
  gate.run('user', 'add', person.username, '--email', person.email, '--display-name', person.display, ...more);
  gate.run('user', 'set-password', person.username, '--password', person.password);
}

/** Signs out of one application by its own page, in a window of its own. */
export async function signOutHere(context, origin) {
  const page = await context.newPage();
  await page.goto(`${origin}/.portcullis/sign-out`);
  await submit(page);
  return page;
}
