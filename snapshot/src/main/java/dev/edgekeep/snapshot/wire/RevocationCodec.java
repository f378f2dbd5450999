package dev.edgekeep.snapshot.wire;

import dev.edgekeep.config.network.HttpUrl;
import dev.edgekeep.snapshot.ClientOcsp;
import dev.edgekeep.snapshot.RemoteLists;
import dev.edgekeep.snapshot.RemoteRevocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The revocation status that nodes obtain from elsewhere. A node that cannot obtain it must not
 * accept the CA's clients, so the field is critical.
 */
final class RevocationCodec {
  private RevocationCodec() {}

  /** The value to write; null where nothing is obtained from elsewhere. */
  static @Nullable RemoteRevocation orNull(RemoteRevocation remote) {
    return remote.equals(RemoteRevocation.NONE) ? null : remote;
  }

  static RemoteRevocation remote(@Nullable RemoteRevocation read) {
    return Objects.requireNonNullElse(read, RemoteRevocation.NONE);
  }

  static void write(FieldWriter out, RemoteRevocation remote) {
    out.object("!lists", remote.lists(), RevocationCodec::lists)
        .object("!ocsp", remote.ocsp(), RevocationCodec::ocsp);
    AddressCodec.forbidden(out, remote.forbidden());
  }

  static RemoteRevocation read(Fields in) throws WireException {
    return new RemoteRevocation(
        in.objectOrNull("!lists", RevocationCodec::lists),
        in.objectOrNull("!ocsp", RevocationCodec::ocsp),
        AddressCodec.forbidden(in));
  }

  private static void ocsp(FieldWriter out, ClientOcsp ocsp) {
    out.choice("mode", ocsp.mode())
        .millis("timeoutMillis", ocsp.timeout())
        .text("url", ocsp.url() == null ? null : ocsp.url().text());
  }

  private static ClientOcsp ocsp(Fields in) throws WireException {
    String url = in.textOrNull("url");
    return new ClientOcsp(
        in.choice("mode", ClientOcsp.Mode.class),
        in.millis("timeoutMillis"),
        url == null ? null : url(in, url));
  }

  private static void lists(FieldWriter out, RemoteLists lists) {
    out.texts("urls", lists.urls().stream().map(HttpUrl::text).toList())
        .flag("distributionPoints", lists.distributionPoints())
        .number("refreshSeconds", lists.refresh().toSeconds());
  }

  private static RemoteLists lists(Fields in) throws WireException {
    return new RemoteLists(
        urls(in), in.flag("distributionPoints"), Duration.ofSeconds(in.number("refreshSeconds")));
  }

  private static List<HttpUrl> urls(Fields in) throws WireException {
    List<HttpUrl> urls = new ArrayList<>();
    for (String text : in.texts("urls")) {
      urls.add(url(in, text));
    }
    return urls;
  }

  private static HttpUrl url(Fields in, String text) throws WireException {
    try {
      return HttpUrl.parse(text);
    } catch (IllegalArgumentException e) {
      throw in.problem(String.valueOf(e.getMessage()));
    }
  }
}
