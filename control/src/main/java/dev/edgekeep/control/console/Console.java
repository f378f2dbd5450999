package dev.edgekeep.control.console;

import dev.edgekeep.control.api.Face;
import dev.edgekeep.control.api.Operations;
import dev.edgekeep.control.api.Pages;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.console.certificates.CertificatePages;
import dev.edgekeep.control.console.clients.ClientCaPages;
import dev.edgekeep.control.console.clients.ClientCertificatePages;
import dev.edgekeep.control.console.events.EventPages;
import dev.edgekeep.control.console.events.OverviewPage;
import dev.edgekeep.control.console.events.WhyPages;
import dev.edgekeep.control.console.hosts.HostPages;
import dev.edgekeep.control.console.hosts.SitePages;
import dev.edgekeep.control.console.page.Assets;
import dev.edgekeep.control.console.page.Gate;
import dev.edgekeep.control.console.page.Html;
import dev.edgekeep.control.console.page.SignInPages;
import dev.edgekeep.control.console.people.PeoplePages;
import dev.edgekeep.control.console.rules.RulePages;
import dev.edgekeep.control.console.system.SystemPages;
import dev.edgekeep.control.feature.Feature;
import dev.edgekeep.control.site.Sites;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.user.Links;
import dev.edgekeep.control.user.Passwords;
import dev.edgekeep.control.user.Sessions;
import dev.edgekeep.control.user.SignIn;
import dev.edgekeep.control.user.SignInCertificates;
import dev.edgekeep.control.user.UserApi;
import dev.edgekeep.control.user.Users;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The console: every page, what pages have in common, and the API of its users. */
public final class Console implements Feature, Face {
  private final Users users;
  private final Sessions sessions;
  private final SignIn signIn;
  private final Links links;
  private final SignInCertificates certificates;
  private final UserApi api;
  private final Parts parts;

  /**
   * The parts that the console works with.
   *
   * @param url of the console, as {@code https://edge.example.com}
   * @param access the way in which browsers reach it
   * @param failures receives failures of the control plane itself
   */
  public record Parts(
      Store store,
      Changes changes,
      Sites sites,
      Supplier<String> url,
      Gate.Access access,
      InstantSource clock,
      Consumer<Exception> failures) {}

  public Console(Parts parts) {
    Passwords passwords = new Passwords();
    this.parts = parts;
    this.users = new Users(parts.store(), parts.changes(), passwords);
    this.sessions = new Sessions(parts.store(), parts.changes(), parts.clock());
    this.signIn = new SignIn(parts.store(), users, passwords, parts.clock());
    this.links = new Links(parts.store(), parts.changes(), users, passwords, parts.clock());
    this.certificates = new SignInCertificates(parts.store(), parts.changes(), parts.clock());
    this.api = new UserApi(users, sessions, links, certificates, parts.sites(), parts.url());
  }

  @Override
  public void addTo(Routes routes) {
    api.addTo(routes);
  }

  @Override
  public void addTo(Pages pages, Operations operations) {
    Gate gate =
        new Gate(
            pages,
            operations,
            new Gate.Parts(
                sessions,
                signIn,
                new Html(),
                new Assets(),
                parts.access(),
                parts.clock(),
                parts.failures()));
    gate.assets();
    new SignInPages(signIn, certificates, sessions, links).addTo(gate);
    new OverviewPage().addTo(gate);
    new HostPages().addTo(gate);
    new SitePages().addTo(gate);
    new CertificatePages().addTo(gate);
    new ClientCertificatePages().addTo(gate);
    new ClientCaPages().addTo(gate);
    new RulePages().addTo(gate);
    new EventPages().addTo(gate);
    new WhyPages().addTo(gate);
    new SystemPages().addTo(gate);
    new PeoplePages(users, sessions, certificates).addTo(gate);
    gate.missing();
  }
}
