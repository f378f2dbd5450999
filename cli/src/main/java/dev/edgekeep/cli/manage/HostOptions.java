package dev.edgekeep.cli.manage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** The options for the common settings of a host; what is not given stays as it is. */
final class HostOptions {
  /** What a new host tells its origin about the client, as the hosts of the demo do. */
  private static final List<String> NEW_HOST_FORWARDS = List.of("rfc9440", "verdict");

  private static final List<String> SWITCH = List.of("on", "off");
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,10}");
  private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** The word for all groups of nodes. */
  private static final String ALL_GROUPS = "all";

  @Option(
      names = "--certificate",
      paramLabel = "ID",
      description = "The id of a server certificate, see 'edgekeep cert list'.")
  private @Nullable String certificate;

  @Option(names = "--origin", paramLabel = "NAME", description = "The name of the origin.")
  private @Nullable String origin;

  @Option(
      names = "--client-auth",
      paramLabel = "MODE",
      description = "The client authentication mode: off, request or require.")
  private @Nullable String mode;

  @Option(
      names = "--forward",
      paramLabel = "LIST",
      split = ",",
      description =
          "The facts about the client's certificate that the origin gets: rfc9440 (Client-Cert),"
              + " verdict (Edgekeep-Client-Verdict), xfcc, or none; a new host has"
              + " rfc9440,verdict.")
  private @Nullable List<String> forward;

  @Option(
      names = "--header",
      paramLabel = "NAME=TEXT",
      description =
          "A header for the origin with facts about the client, such as"
              + " 'X-Client-Subject=$${client.subject_dn}'; repeatable. An empty text removes it.")
  private Map<String, String> headers = new LinkedHashMap<>();

  @Option(
      names = "--redirect",
      paramLabel = "STATUS",
      description = "Redirect HTTP to HTTPS with status 301, 302, 307 or 308; off: serve both.")
  private @Nullable String redirect;

  @Option(
      names = "--hsts",
      paramLabel = "SECONDS",
      description =
          "Tell browsers to use HTTPS only, for this time; includeSubDomains and preload may"
              + " follow, as in 31536000,includeSubDomains. off: do not.")
  private @Nullable String hsts;

  @Option(
      names = "--min-version",
      paramLabel = "VERSION",
      description = "The lowest TLS version: 1.2 or 1.3.")
  private @Nullable String minVersion;

  @Option(
      names = "--max-version",
      paramLabel = "VERSION",
      description = "The highest TLS version: 1.2 or 1.3.")
  private @Nullable String maxVersion;

  @Option(
      names = "--ciphers",
      paramLabel = "SET",
      description = "The cipher suites: modern, intermediate or compatible.")
  private @Nullable String ciphers;

  @Option(
      names = "--maintenance",
      paramLabel = "SWITCH",
      description = "on: every request gets 503; off: the host is served.")
  private @Nullable String maintenance;

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "A group of edge nodes that serves the host; repeatable. 'all': all groups.")
  private @Nullable List<String> groups;

  boolean isAny() {
    return !headers.isEmpty()
        || groups != null
        || forward != null
        || Stream.of(
                certificate,
                origin,
                mode,
                redirect,
                hsts,
                minVersion,
                maxVersion,
                ciphers,
                maintenance)
            .anyMatch(Objects::nonNull);
  }

  /** The reason why these options cannot be used; null: they can. */
  @Nullable String problem() {
    if (groups != null && groups.contains(ALL_GROUPS) && groups.size() > 1) {
      return "--group all is for all groups; leave out the others";
    }
    if (maintenance != null && !SWITCH.contains(maintenance)) {
      return "--maintenance is on or off";
    }
    if (forward != null && forward.contains("none") && forward.size() > 1) {
      return "--forward none forwards nothing; leave out the others";
    }
    if (redirect != null && !redirect.matches("off|301|302|307|308")) {
      return "--redirect is 301, 302, 307, 308 or off";
    }
    if (hsts != null && !hsts.equals("off") && !SECONDS.matcher(hsts.split(",", 2)[0]).matches()) {
      return "--hsts is a number of seconds or off";
    }
    for (String name : headers.keySet()) {
      if (!HEADER.matcher(name).matches()) {
        return "--header: \"%s\" is not the name of a header; use NAME=TEXT".formatted(name);
      }
    }
    return hsts == null || hsts.equals("off") ? null : wrongFlag(hsts);
  }

  private static @Nullable String wrongFlag(String hsts) {
    String[] parts = hsts.split(",", -1);
    for (int i = 1; i < parts.length; i++) {
      if (!parts[i].equals("includeSubDomains") && !parts[i].equals("preload")) {
        return "--hsts: \"%s\" is neither includeSubDomains nor preload".formatted(parts[i]);
      }
    }
    return null;
  }

  /**
   * Changes settings as given.
   *
   * @param isNew whether there was no such host
   */
  void change(ObjectNode settings, boolean isNew) {
    Json.put(settings, "certificate", certificate);
    Json.put(settings, "origin", origin);
    member(settings, "clientAuth", "mode", mode);
    member(settings, "tls", "minVersion", minVersion);
    member(settings, "tls", "maxVersion", maxVersion);
    member(settings, "tls", "ciphers", ciphers);
    changeHttps(settings);
    changeForward(settings, isNew);
    if (maintenance != null) {
      settings.put("maintenance", maintenance.equals("on"));
    }
    if (groups != null) {
      boolean isAll = groups.contains(ALL_GROUPS);
      settings.set("groups", Json.array(isAll ? List.of() : groups));
    }
  }

  private static void member(
      ObjectNode settings, String section, String key, @Nullable String value) {
    if (value != null) {
      settings.withObjectProperty(section).put(key, value);
    }
  }

  private void changeHttps(ObjectNode settings) {
    if (redirect == null && hsts == null) {
      return;
    }
    ObjectNode https = settings.withObjectProperty("https");
    if (redirect != null) {
      https.remove("redirect");
      if (!redirect.equals("off")) {
        https.put("redirect", Integer.parseInt(redirect));
      }
    }
    if (hsts != null) {
      https.remove("hsts");
      if (!hsts.equals("off")) {
        List<String> parts = List.of(hsts.split(",", -1));
        https
            .putObject("hsts")
            .put("maxAgeSeconds", Long.parseLong(parts.getFirst()))
            .put("includeSubdomains", parts.contains("includeSubDomains"))
            .put("preload", parts.contains("preload"));
      }
    }
    if (https.isEmpty()) {
      settings.remove("https");
    }
  }

  private void changeForward(ObjectNode settings, boolean isNew) {
    List<String> wanted = forward == null && isNew ? NEW_HOST_FORWARDS : forward;
    if (wanted != null) {
      List<String> facts = wanted.contains("none") ? List.of() : wanted;
      settings.withObjectProperty("forward").set("clientCertificate", Json.array(facts));
    }
    headers.forEach((name, text) -> {
      ObjectNode all = settings.withObjectProperty("forward").withObjectProperty("headers");
      if (text.isEmpty()) {
        all.remove(name);
      } else {
        all.put(name, text);
      }
    });
  }
}
