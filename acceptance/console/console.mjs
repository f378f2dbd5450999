// Drives the console: node console.mjs URL-OF-A-ONE-TIME-LINK [FOLDER-FOR-PICTURES]
// Signs in, does what people do, and visits every page in both themes, both languages and three widths.
// Fails for an error in the browser's log, a serious finding of axe, a page that is wider than the window.
import { chromium } from "playwright-core";
import { readFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";

const [, , link, pictures] = process.argv;
const base = new URL(link).origin;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const site = "localhost";
const host = `/sites/${site}/hosts/mtls.localhost`;
const PAGES = {
  overview: "/", events: "/events", why: "/events/why?host=mtls.localhost", block: `/sites/${site}/rules/block`, hosts: "/hosts", host, edit: `${host}/edit`, sites: "/sites", site: `/sites/${site}`,
  certificates: "/certificates", upload: "/certificates/new", rules: `/rules?site=${site}`, rule: `/sites/${site}/rules/new`,
  clients: `/client-certificates?site=${site}`, issue: `/sites/${site}/client-certificates/new`,
  cas: `/client-cas?site=${site}`, ca: `/sites/${site}/client-cas/new`, keyServers: "/key-servers", keyServer: "/key-servers/demo",
  nodes: "/nodes", audit: "/audit", people: "/people", me: "/me",
};
const faults = [];
let checks = 0;
const check = (what, is) => {
  checks++;
  if (!is) faults.push(what);
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});

// --- What people do, with the console's own content security policy -------------------------------
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-US" });
await context.grantPermissions(["clipboard-read", "clipboard-write"]);
const page = await context.newPage();
page.setDefaultTimeout(60000);
const listen = (on) => {
  on.on("console", (message) => message.type() === "error" && faults.push(`${on.url()}: ${message.text()}`));
  on.on("pageerror", (error) => faults.push(`${on.url()}: ${error}`));
};
listen(page);
const foreign = [];
page.on("request", (request) => request.url().startsWith(base) || request.url().startsWith("blob:") || foreign.push(request.url()));

await page.goto(link);
await page.fill("[name=name]", "anna");
await page.fill("[name=password]", "four words put together");
await page.fill("[name=again]", "four words put together");
await page.keyboard.press("Enter");
await page.waitForURL(`${base}/`);
check("the user is named", (await page.textContent(".whoami")).includes("anna"));

// The keyboard.
await page.keyboard.press("g");
await page.keyboard.press("h");
await page.waitForURL("**/hosts");
await page.keyboard.press("/");
await page.keyboard.type("mtls");
await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
check("the table shows the host that was searched", (await page.textContent("tbody")).includes("mtls.localhost"));
check("the address can be passed on", page.url().includes("q=mtls"));
await page.keyboard.press("Escape");
await page.keyboard.press("?");
check("help is shown", await page.isVisible("#help"));
await page.keyboard.press("Escape");

// A change: the difference, then the deployment.
await page.goto(`${base}${host}/edit`);
await page.check("[name=mode][value=request]");
await page.click("button.primary");
check("the difference is shown", (await page.textContent("table.diff")).includes("clientAuth.mode"));
await page.click("button.primary");
await page.waitForSelector(".notice .state.ok");
check("the deployment is followed", (await page.textContent(".notice")).includes("deployed"));
await page.goto(`${base}${host}/edit`);
await page.check("[name=mode][value=require]");
await page.click("button.primary");
await page.click("button.primary");

// A key that is made in the browser.
await page.goto(`${base}/sites/${site}/client-certificates/new`);
await page.check("[name=how][value=csr]");
await page.fill("[name=browserName]", "Scanner 7");
const [saved] = await Promise.all([page.waitForEvent("download"), page.click("[data-make-key]")]);
check("the key is a file", saved.suggestedFilename() === "client.key");
const sent = [];
page.on("request", (request) => sent.push(request.postData() || ""));
await page.click("form[data-browser-key] button.primary");
check("the request is accepted", (await page.textContent("main")).includes("BEGIN CERTIFICATE"));
check("the key stays in the browser", !sent.some((body) => body.includes("PRIVATE")));

// A key of ours, shown once; revoke and activate.
await page.goto(`${base}/sites/${site}/client-certificates/new`);
await page.fill("[name=subject]", "CN=Alice,O=Example");
await page.click("form[data-browser-key] button.primary");
check("the key is shown once", (await page.textContent("#key")).includes("BEGIN PRIVATE KEY"));
await page.click("text=I have what I need");
await page.click("text=Revoke");
await page.click("button.danger.primary");
check("it is revoked", (await page.textContent("main")).includes("Revoked"));
await page.click("text=Activate again");
check("it is active", (await page.textContent("main")).includes("Active"));

// A rule, checked as it is written, and tried.
await page.goto(`${base}/sites/${site}/rules/new`);
await page.fill("[name=name]", "clients only");
await page.fill("[name=when]", "http.host eq ");
await page.waitForSelector("#check .notice.bad");
await page.fill("[name=when]", 'http.host eq "mtls.localhost" and not tls_client_auth.cert_verified');
await page.waitForSelector("#check .state.ok");
await page.fill("[name=url]", "https://mtls.localhost/");
await page.click("text=Try >> nth=-1");
await page.waitForSelector("#trial .state.ok");
await page.click("button.primary");
check("the rule is listed", (await page.textContent("tbody")).includes("clients only"));

// The words of the language are completed while typing.
await page.goto(`${base}/sites/${site}/rules/new`);
await page.fill("[name=when]", "");
await page.focus("[name=when]");
await page.keyboard.type("cert_veri");
await page.waitForSelector(".words [role=option][aria-selected=true]");
await page.keyboard.press("Enter");
check("a field is completed", (await page.inputValue("[name=when]")) === "tls_client_auth.cert_verified");

// Clients without a certificate are blocked in three clicks; a rule is dragged to its place.
await page.goto(`${base}/rules?site=${site}`);
await page.click(`a[href$="/rules/block"]`);
await page.check("[name=host][value='keyless.localhost']");
await page.click("form:has([name=host]) button.primary");
await page.waitForURL("**done=rule**");
const ruleNames = () => page.$$eval("tr[data-rule] a.name", (all) => all.map((one) => one.textContent));
const namesBefore = await ruleNames();
const rows = page.locator("tr[data-rule]");
await rows.last().dragTo(rows.first());
await page.waitForURL("**done=order**");
check("the dragged rule is the first", (await ruleNames())[0] === namesBefore.at(-1));

// A refused client is explained, by its certificate and without its key.
await page.goto(`${base}/events/why`);
await page.fill("[name=host]", "mtls.localhost");
await page.fill("[name=certificate]", readFileSync("edgekeep-data/demo/stranger.pem", "utf8").replace(/-----BEGIN [A-Z ]*PRIVATE KEY[\s\S]*/, ""));
await page.click("form[action='/events/why'] button.primary");
check("the client is refused", (await page.textContent(".verdict")).includes("Refused"));
check("the chain is drawn", (await page.textContent("ol.chain")).includes("CN=stranger"));

// The charts are drawn.
await page.goto(`${base}/`);
check("a chart or its absence is shown", (await page.locator("traffic-chart canvas, .plot p").count()) >= 3);

// A chain that is drawn before it is saved.
await page.goto(`${base}/certificates/new`);
await page.fill("[name=chain]", "no certificate");
await page.waitForSelector("#chain .notice.bad");

check(`nothing is fetched from elsewhere: ${foreign}`, foreign.length === 0);
await context.storageState({ path: "state.json" });

// --- Every page -----------------------------------------------------------------------------------
const look = async (width, theme, language) => {
  // axe is injected, which the policy would forbid.
  const looking = await browser.newContext({
    viewport: { width, height: 900 }, colorScheme: theme, locale: language, storageState: "state.json", bypassCSP: true,
  });
  const one = await looking.newPage();
  one.setDefaultTimeout(60000);
  listen(one);
  for (const [name, path] of Object.entries(PAGES)) {
    const where = `${name} ${width} ${theme} ${language}`;
    const response = await one.goto(base + path);
    check(`${where}: status ${response.status()}`, response.status() === 200);
    check(`${where}: wider than the window`, await one.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1));
    await one.evaluate(axe);
    const found = await one.evaluate(async () =>
      (await window.axe.run(document, { resultTypes: ["violations"] })).violations
        .filter((violation) => ["serious", "critical"].includes(violation.impact))
        .map((violation) => `${violation.id} ${violation.nodes[0].target}`));
    check(`${where}: axe finds ${found}`, found.length === 0);
    if (pictures) {
      mkdirSync(pictures, { recursive: true });
      await one.screenshot({ path: `${pictures}/${name}-${width}-${theme}-${language}.png` });
    }
  }
  await looking.close();
};
await look(1440, "light", "en-US");
await look(1024, "dark", "zh-CN");
await look(390, "light", "zh-CN");

// --- Without JavaScript ---------------------------------------------------------------------------
const plain = await browser.newContext({ javaScriptEnabled: false, storageState: "state.json" });
const quiet = await plain.newPage();
for (const path of Object.values(PAGES)) {
  const response = await quiet.goto(base + path);
  check(`without JavaScript: ${path}`, response.status() === 200 && (await quiet.textContent("h1")).length > 0);
}
await browser.close();

faults.forEach((fault) => console.log(`because: ${fault}`));
console.log(`${checks} checks, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
