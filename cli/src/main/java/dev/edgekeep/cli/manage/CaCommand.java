package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiCommand;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.ApiResponse;
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
      "Manage client CAs and the hosts that trust them.",
      "create, show, crl, rotate: the managed client CA of the account. upload, replace, list, get,"
          + " delete: the custom CAs of a site. bind, unbind, hosts: the managed client CA, or with"
          + " --ca-name a custom one."
    })
public final class CaCommand extends ApiCommand {
  private static final ApiPath MANAGED = ApiPath.of("client-ca");
  private static final String CUSTOM = "client-cas";

  /** The maximum number of hosts in one call; the account may allow fewer. */
  private static final int NAMES_PER_CALL = 50;

  private static final int PEM_LINE = 64;

  @Command(
      name = "create",
      description = {
        "Create the managed client CA of the account, if it does not exist.",
        "The first bound host and the first client certificate create it, too."
      })
  int create() throws Exception {
    return with((api, screen) ->
        screen.changed(api.post(MANAGED, Json.object()), "the account has a managed client CA"));
  }

  @Command(name = "show", description = "Show the managed client CA of the account.")
  int show() throws Exception {
    return with((api, screen) -> screen.show(api.get(MANAGED)));
  }

  @Command(name = "crl", description = "Print the revocation list of the managed client CA, PEM.")
  int crl(
      @Option(names = "--out", paramLabel = "FILE", description = "Write the list to this file.")
          @Nullable Path out,
      @Option(names = "--der", description = "Write DER; needs --out.") boolean der)
      throws Exception {
    if (der && out == null) {
      throw usage("--der needs --out FILE");
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
      description = "Issue from a new CA from now on; certificates issued before stay trusted.")
  int rotate(@Option(names = "--root", description = "Create a new root, too.") boolean root)
      throws Exception {
    return with((api, screen) -> {
      ObjectNode body = Json.object().put("root", root);
      ApiResponse answer = api.post(MANAGED.then("rotate"), body);
      screen.changed(
          answer,
          "a new CA issues certificates from now on, until "
              + Cells.text(answer.body(), "notAfter"));
    });
  }

  @Command(name = "upload", description = "Add a custom CA to a site.")
  int upload(
      @Mixin SiteOption site,
      @Parameters(paramLabel = "NAME", description = "A name of your choice.") String name,
      @Mixin CaFiles files)
      throws Exception {
    ObjectNode body = files.read().put("name", name);
    return with((api, screen) -> {
      ApiResponse answer = api.post(site.path(api).then(CUSTOM), body);
      screen.changed(
          answer, "client CA %s created: %s".formatted(name, Cells.text(answer.body(), "id")));
    });
  }

  @Command(
      name = "replace",
      description =
          "Replace the certificates and the revocation list of a custom CA; bindings stay, and so"
              + " do --crl-url and --ocsp unless given or removed.")
  int replace(
      @Mixin SiteOption site,
      @Parameters(paramLabel = "CA", description = "The name or id.") String ca,
      @Mixin CaFiles files,
      @Option(
              names = "--no-crl-url",
              description = "Remove what --crl-url set: edge nodes fetch no list any more.")
          boolean fetchesNoLists,
      @Option(names = "--no-ocsp", description = "Remove what --ocsp set: no responder is asked.")
          boolean asksNobody)
      throws Exception {
    if ((fetchesNoLists && files.hasUrls()) || (asksNobody && files.hasOcsp())) {
      throw usage("an option cannot be given together with the one that removes it");
    }
    return with((api, screen) -> {
      ApiPath path = custom(api, site.path(api), ca);
      JsonNode before = api.get(path);
      if (before instanceof ObjectNode kept && fetchesNoLists) {
        kept.remove("revoked");
      }
      if (before instanceof ObjectNode kept && asksNobody) {
        kept.remove("ocsp");
      }
      ObjectNode body = files.read(before).put("name", before.path("name").asString(ca));
      screen.changed(api.put(path, body, null), "client CA %s replaced".formatted(ca));
    });
  }

  @Command(name = "list", description = "List the custom CAs of a site.")
  int list(@Mixin SiteOption site) throws Exception {
    return with((api, screen) ->
        screen.list(
            Pages.all(api, site.path(api).then(CUSTOM)),
            "name",
            "id",
            "members.subject:certificates",
            "notAfter:expires"));
  }

  @Command(name = "get", description = "Show a custom CA.")
  int get(
      @Mixin SiteOption site,
      @Parameters(paramLabel = "CA", description = "The name or id.") String ca)
      throws Exception {
    return with((api, screen) -> screen.show(api.get(custom(api, site.path(api), ca))));
  }

  @Command(name = "delete", description = "Delete a custom CA that no host trusts.")
  int delete(
      @Mixin SiteOption site,
      @Parameters(paramLabel = "CA", description = "The name or id.") String ca)
      throws Exception {
    return with((api, screen) ->
        screen.changed(
            api.delete(custom(api, site.path(api), ca)), "client CA %s deleted".formatted(ca)));
  }

  @Command(name = "hosts", description = "List the hosts that trust a client CA.")
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
      description = "Make hosts trust a client CA, in addition to those that do already.")
  int bind(
      @Mixin SiteOption site,
      @Mixin WhichCa ca,
      @Parameters(paramLabel = "HOST", arity = "1..*", description = "The host names.")
          List<String> hosts)
      throws Exception {
    return with((api, screen) -> {
      ApiPath path = ca.hosts(api, site.pathFor(api, hosts.getFirst()));
      for (int from = 0; from < hosts.size(); from += NAMES_PER_CALL) {
        List<String> some = hosts.subList(from, Math.min(hosts.size(), from + NAMES_PER_CALL));
        ObjectNode body = Json.object();
        body.set("hosts", Json.array(some.stream().map(HostPattern::normalize).toList()));
        screen.changed(api.post(path, body), "bound: " + String.join(", ", some));
      }
    });
  }

  @Command(name = "unbind", description = "Make hosts stop trusting a client CA.")
  int unbind(
      @Mixin SiteOption site,
      @Mixin WhichCa ca,
      @Parameters(paramLabel = "HOST", arity = "1..*", description = "The host names.")
          List<String> hosts)
      throws Exception {
    return with((api, screen) -> {
      ApiPath path = ca.hosts(api, site.pathFor(api, hosts.getFirst()));
      for (String host : hosts) {
        screen.changed(
            api.delete(path.then(HostPattern.normalize(host))), "unbound: %s".formatted(host));
      }
    });
  }

  /** The option that selects the managed client CA or a custom one. */
  static final class WhichCa {
    @Option(
        names = "--ca-name",
        paramLabel = "CA",
        description = "The name or id of a custom CA; default: the managed client CA.")
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
    throw CommandFailure.no("the site has no custom CA %s".formatted(ca));
  }
}
