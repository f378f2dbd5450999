package dev.edgekeep.control.config;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Uri;
import dev.edgekeep.keyserver.pkcs11.Pkcs11UriException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code clientCa}. Whether the tokens are there is seen when they are used. */
final class ClientCaKeysReader {
  private final Path folder;

  /**
   * @param folder the base of relative files in URIs
   */
  ClientCaKeysReader(Path folder) {
    this.folder = folder;
  }

  ClientCaKeys read(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return ClientCaKeys.IN_STORE;
    }
    Value keys = section.get("keys");
    Pkcs11Uri made = keys == null ? null : place(keys);
    List<Pkcs11Uri> older = new ArrayList<>();
    Value olderKeys = section.get("olderKeys");
    for (Value item : olderKeys == null ? List.<Value>of() : olderKeys.items()) {
      Pkcs11Uri token = place(item);
      if (token != null) {
        older.add(token);
      }
    }
    section.end();
    return new ClientCaKeys(made, older);
  }

  private @Nullable Pkcs11Uri place(Value value) {
    Section section = value.section();
    if (section == null) {
      return null;
    }
    Value uri = section.require("pkcs11", "give the URI of a token, as \"pkcs11:token=…\"");
    section.end();
    return uri == null ? null : token(uri);
  }

  private @Nullable Pkcs11Uri token(Value value) {
    String text = value.text();
    if (text == null) {
      return null;
    }
    try {
      Pkcs11Uri uri = Pkcs11Uri.parse(text, folder);
      if (uri.namesKey()) {
        value.error("name the token only: each CA has keys of its own; leave out object and id");
        return null;
      }
      return uri;
    } catch (Pkcs11UriException e) {
      value.error(String.valueOf(e.getMessage()));
      return null;
    }
  }
}
