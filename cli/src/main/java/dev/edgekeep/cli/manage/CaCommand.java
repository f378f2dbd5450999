package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiAnswer;
import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Cells;
import dev.edgekeep.cli.api.Pages;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.snapshot.HostPattern;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code edgekeep ca}. */
@Command(
    name = "ca",
    description = {
      "What client certificates are verified against, and for which hosts.",
      "show, crl, rotate: the account's own client CA. upload, list, get, delete: the custom CAs of"
          + " a site. bind, unbind, hosts: its own, or with --ca-name a custom one."
    })
public final class CaCommand extends ApiCommand {
  private static final ApiPath MANAGED = ApiPath.of("client-ca");
  private static final String CUSTOM = "client-cas";

  /** At most so many in one call; the account may allow fewer. */
  private static final int NAMES_A_CALL = 50;

  private static final int PEM_LINE = 64;

  @Command(
      name = "create",
      description = {
        "Create the account's own client CA, if there is none.",
        "The first bound host and the first client certificate create it, too."
      })
  int create() throws Exception {
    return with((api, screen) ->
        screen.changed(api.post(MANAGED, Json.object()), "the account has a client CA"));
  }

  @Command(name = "show", description = "The account's own client CA.")
  int show() throws Exception {
    return with((api, screen) -> screen.show(api.get(MANAGED)));
  }

  @Command(name = "crl", description = "The revocation list of the account's own client CA, PEM.")
  int crl(
      @Option(
              names = "--out",
              paramLabel = "FILE",
              description = "Write it here, and show nothing.")
          @Nullable Path out,
      @Option(names = "--der", description = "In DER; with --out.") boolean der)
      throws Exception {
    if (der && out == null) {
      throw usage("DER goes to a file: --out FILE");
    }
    return with((api, screen) -> {
      byte[] list = api.download(MANAGED.then("crl"));
      if (out == null) {
        screen.raw(pem(list));
      } else if (der) {
        Files.write(out, list);
      } else {
        Files.writeString(out, pem(list));
      }
    });
  }

  private static String pem(byte[] der) {
    Base64.Encoder base64 = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'});
    return "-----BEGIN X509 CRL-----\n%s\n-----END X509 CRL-----\n"
        .formatted(base64.encodeToString(der));
  }

  @Command(
      name = "rotate",
      description = "Issue from a new CA from now on; what was issued before stays trusted.")
  int rotate(@Option(names = "--root", description = "Make a new root too.") boolean root)
      throws Exception {
    return with((api, screen) -> {
      ObjectNode body = Json.object().put("root", root);
      ApiAnswer answer = api.post(MANAGED.then("rotate"), body);
      screen.changed(
          answer, "a new CA issues from now on, until " + Cells.text(answer.body(), "notAfter"));
    });
  }

  @Command(name = "upload", description = "Add a custom CA to a site.")
  int upload(
      @Mixin SiteOption site,
      @Parameters(paramLabel = "NAME", description = "A name of your own.") String name,
      @Mixin CaFiles files)
      throws Exception {
    ObjectNode body = files.read().put("name", name);
    return with((api, screen) -> {
      ApiAnswer answer = api.post(site.path(api).then(CUSTOM), body);
      screen.changed(
          answer, "client CA %s is added: %s".formatted(name, Cells.text(answer.body(), "id")));
    });
  }

  @Command(
      name = "replace",
      description = "Give a custom CA other certificates or another list; bindings stay.")
  int replace(
      @Mixin SiteOption site,
      @Parameters(paramLabel = "CA", description = "Name or id.") String ca,
      @Mixin CaFiles files)
      throws Exception {
    ObjectNode body = files.read();
    return with((api, screen) -> {
      ApiPath path = custom(api, site.path(api), ca);
      body.put("name", api.get(path).path("name").asString(ca));
      screen.changed(api.put(path, body, null), "client CA %s is replaced".formatted(ca));
    });
  }

  @Command(name = "list", description = "The custom CAs of a site.")
  int list(@Mixin SiteOption site) throws Exception {
    return with((api, screen) ->
        screen.list(
            Pages.all(api, site.path(api).then(CUSTOM)),
            "name",
            "id",
            "members.subject:certificates",
            "notAfter:expires"));
  }

  @Command(name = "get", description = "One custom CA.")
  int get(
      @Mixin SiteOption site, @Parameters(paramLabel = "CA", description = "Name or id.") String ca)
      throws Exception {
    return with((api, screen) -> screen.show(api.get(custom(api, site.path(api), ca))));
  }

  @Command(name = "delete", description = "Remove a custom CA that is bound to no host.")
  int delete(
      @Mixin SiteOption site, @Parameters(paramLabel = "CA", description = "Name or id.") String ca)
      throws Exception {
    return with((api, screen) ->
        screen.changed(
            api.delete(custom(api, site.path(api), ca)), "client CA %s is removed".formatted(ca)));
  }

  @Command(name = "hosts", description = "The hosts that a client CA counts for.")
  int hosts(@Mixin SiteOption site, @Mixin WhichCa ca) throws Exception {
    return with((api, screen) -> {
      JsonNode hosts = api.get(ca.hosts(api, site.path(api)));
      if (screen.isForPeople()) {
        hosts.path("hosts").forEach(host -> screen.say(host.asString("")));
      } else {
        screen.show(hosts);
      }
    });
  }

  @Command(
      name = "bind",
      description = "Have hosts ask for certificates of a client CA, beside those that do.")
  int bind(
      @Mixin SiteOption site,
      @Mixin WhichCa ca,
      @Parameters(paramLabel = "HOST", arity = "1..*", description = "Names of the site.")
          List<String> hosts)
      throws Exception {
    return with((api, screen) -> {
      ApiPath path = ca.hosts(api, site.pathFor(api, hosts.getFirst()));
      for (int from = 0; from < hosts.size(); from += NAMES_A_CALL) {
        List<String> some = hosts.subList(from, Math.min(hosts.size(), from + NAMES_A_CALL));
        ObjectNode body = Json.object();
        body.set("hosts", Json.array(some.stream().map(HostPattern::normalize).toList()));
        screen.changed(api.post(path, body), "bound: " + String.join(", ", some));
      }
    });
  }

  @Command(name = "unbind", description = "Have a client CA count for hosts no longer.")
  int unbind(
      @Mixin SiteOption site,
      @Mixin WhichCa ca,
      @Parameters(paramLabel = "HOST", arity = "1..*", description = "Names of the site.")
          List<String> hosts)
      throws Exception {
    return with((api, screen) -> {
      ApiPath path = ca.hosts(api, site.pathFor(api, hosts.getFirst()));
      for (String host : hosts) {
        screen.changed(
            api.delete(path.then(HostPattern.normalize(host))),
            "%s is bound no longer".formatted(host));
      }
    });
  }

  /** The account's own client CA, or a custom one. */
  static final class WhichCa {
    @Option(
        names = "--ca-name",
        paramLabel = "CA",
        description = "Name or id of a custom CA; without it the account's own.")
    private @Nullable String ca;

    private ApiPath hosts(ApiClient api, ApiPath site) throws CommandFailure, InterruptedException {
      return (ca == null ? site.then("client-ca") : custom(api, site, ca)).then("hosts");
    }
  }

  private static ApiPath custom(ApiClient api, ApiPath site, String ca)
      throws CommandFailure, InterruptedException {
    for (JsonNode each : Pages.all(api, site.then(CUSTOM))) {
      String id = each.path("id").asString("");
      if (id.equals(ca) || each.path("name").asString("").equals(ca)) {
        return site.then(CUSTOM).then(id);
      }
    }
    throw CommandFailure.no("the site has no custom client CA %s".formatted(ca));
  }
}
