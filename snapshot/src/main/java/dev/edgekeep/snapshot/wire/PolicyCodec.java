package dev.edgekeep.snapshot.wire;

import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.ForwardPolicy.AmbiguousPaths;
import dev.edgekeep.snapshot.ForwardPolicy.CertificateHeader;
import dev.edgekeep.snapshot.HostPolicy;
import dev.edgekeep.snapshot.HttpsPolicy;
import dev.edgekeep.snapshot.HttpsPolicy.Hsts;
import dev.edgekeep.snapshot.TlsPolicy;
import java.util.OptionalInt;
import java.util.Set;

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
        .flag("preserveHost", forward.preserveHost())
        .choice("ambiguousPaths", forward.ambiguousPaths());
  }

  private static ForwardPolicy forward(Fields in) throws WireException {
    return new ForwardPolicy(
        Set.copyOf(in.choices("clientCertificate", CertificateHeader.class)),
        in.text("clientAddress"),
        in.flag("preserveHost"),
        in.choice("ambiguousPaths", AmbiguousPaths.class));
  }
}
