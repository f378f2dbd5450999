package dev.edgekeep.keyserver.pkcs11;

import dev.edgekeep.config.material.Secret;
import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Suggestion;
import dev.edgekeep.x509.der.Slice;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one URI by the grammar of RFC 7512 §2.3. */
final class Pkcs11UriParser {
  private static final String SCHEME = "pkcs11:";

  /** Attributes of RFC 7512 that are not supported: the module is named by its path. */
  private static final List<String> UNUSED =
      List.of(
          "library-manufacturer",
          "library-description",
          "library-version",
          "slot-manufacturer",
          "slot-description");

  private record Part(char separator, boolean isQuery, List<String> names) {
    static final Part PATH =
        new Part(
            ';',
            false,
            List.of("token", "manufacturer", "model", "serial", "slot-id", "object", "id", "type"));
    static final Part QUERY =
        new Part('&', true, List.of("module-path", "module-name", "pin-source", "pin-value"));
  }

  private final String text;
  private final Path folder;

  Pkcs11UriParser(String text, Path folder) {
    this.text = text;
    this.folder = folder;
  }

  Pkcs11Uri parse() throws Pkcs11UriException {
    if (!text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw new Pkcs11UriException(
          "a PKCS#11 URI begins with pkcs11:, as in pkcs11:token=edgekeep");
    }
    int question = text.indexOf('?');
    int end = question < 0 ? text.length() : question;
    Map<String, PercentEncoded> path = attributes(SCHEME.length(), end, Part.PATH);
    Map<String, PercentEncoded> query =
        question < 0 ? Map.of() : attributes(question + 1, text.length(), Part.QUERY);
    checkType(path.get("type"));
    PercentEncoded id = path.get("id");
    return new Pkcs11Uri(
        text.substring(0, end),
        module(query),
        pin(query),
        text(path.get("token")),
        text(path.get("manufacturer")),
        text(path.get("model")),
        text(path.get("serial")),
        slot(path.get("slot-id")),
        text(path.get("object")),
        id == null ? null : Slice.of(id.bytes()));
  }

  private Map<String, PercentEncoded> attributes(int start, int end, Part part)
      throws Pkcs11UriException {
    Map<String, PercentEncoded> attributes = new LinkedHashMap<>();
    int from = start;
    while (start < end && from <= end) {
      int next = text.indexOf(part.separator, from);
      int to = next < 0 || next > end ? end : next;
      attribute(from, to, part, attributes);
      from = to + 1;
    }
    return attributes;
  }

  private void attribute(int from, int to, Part part, Map<String, PercentEncoded> attributes)
      throws Pkcs11UriException {
    int equals = text.indexOf('=', from);
    if (equals < 0 || equals >= to) {
      // Not quoted: it may be the part of a PIN behind an &.
      throw Pkcs11UriException.at(from, "expected name=value");
    }
    String name = text.substring(from, equals);
    if (!part.names.contains(name)) {
      throw Pkcs11UriException.at(from, unknown(name, part));
    }
    PercentEncoded value = PercentEncoded.of(text, equals + 1, to, part.isQuery);
    if (attributes.put(name, value) != null) {
      throw Pkcs11UriException.at(from, name + " comes twice");
    }
  }

  private static String unknown(String name, Part part) {
    if (UNUSED.contains(name)) {
      return "%s is not supported; name the token by token, serial, model or slot-id"
          .formatted(name);
    }
    Part other = part.isQuery ? Part.PATH : Part.QUERY;
    if (other.names.contains(name)) {
      return "%s belongs %s the question mark".formatted(name, part.isQuery ? "before" : "behind");
    }
    return "%s is unknown%s".formatted(Quoted.text(name), Suggestion.among(name, part.names));
  }

  private static void checkType(@Nullable PercentEncoded type) throws Pkcs11UriException {
    if (type != null && !type.text().equals("private")) {
      throw Pkcs11UriException.at(
          type.start(), "only private keys are of use here: type=private, or no type at all");
    }
  }

  private Path module(Map<String, PercentEncoded> query) throws Pkcs11UriException {
    PercentEncoded path = query.get("module-path");
    PercentEncoded name = query.get("module-name");
    if (path != null) {
      return resolve(path, path.text());
    }
    if (name == null) {
      throw new Pkcs11UriException(
          "the token's module is not named; add"
              + " ?module-path=/usr/lib/softhsm/libsofthsm2.so, or whichever it is");
    }
    String wanted = name.text();
    return ModuleFolders.find(wanted)
        .orElseThrow(() ->
            Pkcs11UriException.at(
                name.start(),
                "there is no module %s in the usual folders; give its module-path"
                    .formatted(Quoted.text("lib" + wanted + ".so"))));
  }

  private @Nullable Secret pin(Map<String, PercentEncoded> query) throws Pkcs11UriException {
    PercentEncoded source = query.get("pin-source");
    PercentEncoded value = query.get("pin-value");
    if (source != null && value != null) {
      throw Pkcs11UriException.at(source.start(), "give one of pin-source and pin-value");
    }
    if (value != null) {
      return new Secret.Given(value.text());
    }
    return source == null ? null : pin(source);
  }

  /** The source is a URI itself, mostly of a file; RFC 7512 §2.4 leaves others open. */
  private Secret pin(PercentEncoded source) throws Pkcs11UriException {
    String uri = source.text();
    if (uri.startsWith("|")) {
      throw Pkcs11UriException.at(source.start(), "a program is not run for a PIN; name a file");
    }
    if (uri.startsWith("env:")) {
      return new Secret.InEnvironment(uri.substring("env:".length()));
    }
    String path = uri.startsWith("file://") ? uri.substring("file://".length()) : uri;
    return new Secret.InFile(
        resolve(source, path.startsWith("file:") ? path.substring("file:".length()) : path));
  }

  private Path resolve(PercentEncoded where, String path) throws Pkcs11UriException {
    if (path.isEmpty()) {
      throw Pkcs11UriException.at(where.start(), "expected a file, found nothing");
    }
    try {
      return folder.resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw Pkcs11UriException.at(
          where.start(), "%s is not a path: %s".formatted(Quoted.text(path), e.getReason()));
    }
  }

  private static @Nullable Long slot(@Nullable PercentEncoded value) throws Pkcs11UriException {
    if (value == null) {
      return null;
    }
    try {
      return Long.parseUnsignedLong(value.text());
    } catch (NumberFormatException _) {
      throw Pkcs11UriException.at(
          value.start(), "%s is not the number of a slot".formatted(Quoted.text(value.text())));
    }
  }

  private static @Nullable String text(@Nullable PercentEncoded value) throws Pkcs11UriException {
    return value == null ? null : value.text();
  }
}
