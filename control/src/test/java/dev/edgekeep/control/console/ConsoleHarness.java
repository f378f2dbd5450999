package dev.edgekeep.control.console;

import dev.edgekeep.control.testing.SiteHarness;

/** A control plane with a site, and browsers of users with roles. */
abstract class ConsoleHarness extends SiteHarness {
  protected static final String PASSWORD = "four words put together";

  /** The path of a new one-time link. */
  protected final String link(String body) {
    String url = api().post("/console-links", body).text("/link");
    return url.substring(url.indexOf("/link/"));
  }

  /** A browser in which a new user has signed in. */
  protected final Browser signedIn(String name, String role, String site) {
    Browser browser = new Browser(control().url());
    String of = site.isEmpty() ? "" : ", \"site\": \"%s\"".formatted(site);
    browser.post(
        link("{\"role\": \"%s\"%s}".formatted(role, of)),
        "",
        "name",
        name,
        "password",
        PASSWORD,
        "again",
        PASSWORD);
    return browser;
  }
}
