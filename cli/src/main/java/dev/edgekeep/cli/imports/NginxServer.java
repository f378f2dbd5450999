package dev.edgekeep.cli.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A server block of nginx: its names and addresses. */
final class NginxServer {
  private static final Pattern NAME =
      Pattern.compile("(?:\\*\\.)?[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9-]+)+");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

  private final Directive block;
  private final List<String> names = new ArrayList<>();
  private final List<String> otherNames = new ArrayList<>();
  private final List<String> tls = new ArrayList<>();
  private final List<String> plaintext = new ArrayList<>();
  private final List<String> defaultAt = new ArrayList<>();

  NginxServer(Directive block) {
    this.block = block;
    for (Directive each : block.children("server_name").toList()) {
      for (String name : each.arguments()) {
        boolean known = NAME.matcher(name).matches();
        (known ? names : otherNames).add(known ? name.toLowerCase(Locale.ROOT) : name);
      }
    }
    List<Directive> listens = block.children("listen").toList();
    if (listens.isEmpty()) {
      plaintext.add("0.0.0.0:80"); // the default of nginx
    }
    listens.forEach(this::listen);
  }

  private void listen(Directive listen) {
    String address = address(listen.argument());
    List<String> arguments = listen.arguments();
    boolean isTls = arguments.contains("ssl") || arguments.contains("quic");
    (isTls ? tls : plaintext).add(address);
    if (arguments.contains("default_server") || arguments.contains("default")) {
      defaultAt.add(address);
    }
  }

  /** nginx adds port 80, or all addresses of the machine. */
  private static String address(String written) {
    if (PORT.matcher(written).matches()) {
      return "0.0.0.0:" + written;
    }
    String address = written.startsWith("*:") ? "0.0.0.0" + written.substring(1) : written;
    return address.matches(".*:[0-9]{1,5}") && !address.endsWith("]") ? address : address + ":80";
  }

  Directive block() {
    return block;
  }

  List<String> names() {
    return names;
  }

  /** Names that are regular expressions, {@code _} or empty. */
  List<String> otherNames() {
    return otherNames;
  }

  boolean isTls() {
    return !tls.isEmpty();
  }

  List<String> tls() {
    return tls;
  }

  List<String> plaintext() {
    return plaintext;
  }

  /** The addresses whose requests for unknown names this server gets. */
  List<String> defaultAt() {
    return defaultAt;
  }

  /** The directive in this server, else among those of the {@code http} block. */
  Optional<Directive> setting(String name, List<Directive> shared) {
    return block
        .children(name)
        .findFirst()
        .or(() -> shared.stream().filter(each -> each.name().equals(name)).findFirst());
  }
}
