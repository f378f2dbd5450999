package dev.edgekeep.snapshot.wire;

import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.ForwardPolicy.AmbiguousPaths;
import dev.edgekeep.snapshot.ForwardPolicy.CertificateHeader;
import dev.edgekeep.snapshot.ForwardedHost;
import dev.edgekeep.snapshot.HostPolicy;
import dev.edgekeep.snapshot.HttpsPolicy;
import dev.edgekeep.snapshot.HttpsPolicy.Hsts;
import dev.edgekeep.snapshot.TlsPolicy;
import dev.edgekeep.snapshot.template.HeaderTemplate;
import dev.edgekeep.snapshot.template.Template;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settings that many hosts share. */
final class PolicyCodec {
  private PolicyCodec() {}

  static void write(FieldWriter out, HostPolicy policy) {
    out.object("tls", policy.tls(), PolicyCodec::tls);
    out.object("https", policy.https(), PolicyCodec::https);
    out.object("forward", policy.forward(), PolicyCodec::forward);
    ExchangeCodec.write(out, policy.exchange());
  }

  static HostPolicy read(Fields in) throws WireException {
    return new HostPolicy(
        in.object("tls", PolicyCodec::tls),
        in.object("https", PolicyCodec::https),
        in.object("forward", PolicyCodec::forward),
        ExchangeCodec.read(in));
  }

  private static void tls(FieldWriter out, TlsPolicy tls) {
    out.choice("minVersion", tls.minVersion())
        .choice("maxVersion", tls.maxVersion())
        .texts("cipherSuites", tls.cipherSuites());
  }

  private static TlsPolicy tls(Fields in) throws WireException {
    return new TlsPolicy(
        in.choice("minVersion", TlsPolicy.Version.class),
        in.choice("maxVersion", TlsPolicy.Version.class),
        in.texts("cipherSuites"));
  }

  private static void https(FieldWriter out, HttpsPolicy https) {
    if (https.redirect().isPresent()) {
      out.number("redirect", https.redirect().getAsInt());
    }
    out.object(
        "hsts",
        https.hsts(),
        (fields, hsts) ->
            fields
                .number("maxAgeSeconds", hsts.maxAgeSeconds())
                .flag("includeSubdomains", hsts.includeSubdomains())
                .flag("preload", hsts.preload()));
  }

  private static HttpsPolicy https(Fields in) throws WireException {
    return new HttpsPolicy(
        in.has("redirect") ? OptionalInt.of(in.integer("redirect")) : OptionalInt.empty(),
        in.objectOrNull(
            "hsts",
            hsts ->
                new Hsts(
                    hsts.number("maxAgeSeconds"),
                    hsts.flag("includeSubdomains"),
                    hsts.flag("preload"))));
  }

  private static void forward(FieldWriter out, ForwardPolicy forward) {
    out.texts(
            "clientCertificate",
            forward.clientCertificate().stream().sorted().map(FieldWriter::label).toList())
        .text("clientAddress", forward.clientAddress())
        .flag("preserveHost", forward.host() instanceof ForwardedHost.OfClient)
        .text("!host", forward.host() instanceof ForwardedHost.Fixed(String host) ? host : null)
        .objects(
            "!headers",
            forward.headers(),
            (fields, header) ->
                fields.text("name", header.name()).text("value", header.value().toString()))
        .choice("ambiguousPaths", forward.ambiguousPaths());
  }

  private static ForwardedHost host(boolean preserves, @Nullable String fixed) {
    if (fixed != null) {
      return new ForwardedHost.Fixed(fixed);
    }
    return preserves ? ForwardedHost.OF_CLIENT : ForwardedHost.OF_SERVER;
  }

  private static ForwardPolicy forward(Fields in) throws WireException {
    return new ForwardPolicy(
        Set.copyOf(in.choices("clientCertificate", CertificateHeader.class)),
        in.text("clientAddress"),
        host(in.flag("preserveHost"), in.textOrNull("!host")),
        in.objects(
            "!headers",
            header -> new HeaderTemplate(header.text("name"), Template.of(header.text("value")))),
        in.choice("ambiguousPaths", AmbiguousPaths.class));
  }
}
