package dev.edgekeep.bench.peers;

import java.nio.file.Path;
import java.util.List;

/** HAProxy with one thread, its log written to a file. */
public record Haproxy(Path program) implements Peer {
  @Override
  public String name() {
    return "haproxy";
  }

  @Override
  public List<String> configure(Path directory, int port, Place place) {
    Credentials credentials = place.credentials();
    String config =
        """
        global
          nbthread 1
          maxconn 9000
          log stdout format raw local0
          ssl-default-bind-options ssl-min-ver TLSv1.2
        defaults
          mode http
          log global
          option httplog
          option http-keep-alive
          http-reuse always
          timeout connect 5s
          timeout client 600s
          timeout server 600s
        frontend edge
          bind 127.0.0.1:%d ssl crt %s crt %s ca-file %s verify required alpn h2,http/1.1
          option forwardfor
          unique-id-format %%{+X}o%%pid-%%rt-%%Ts
          unique-id-header X-Request-Id
          http-request set-header X-Forwarded-Proto https
          http-response set-header X-Request-Id %%[unique-id]
          use_backend http2 if { req.hdr(host) %s }
          default_backend origin
        backend origin
          server origin 127.0.0.1:%d
        backend http2
          server origin 127.0.0.1:%d proto h2
        """
            .formatted(
                port,
                credentials.p256().both(),
                credentials.rsa().both(),
                credentials.clientCa(),
                Credentials.http2(Credentials.P256_HOST),
                place.originPort(),
                place.http2OriginPort());
    Path file = CertificateMaker.write(directory.resolve("haproxy.cfg"), config);
    return List.of(program.toString(), "-db", "-f", file.toString());
  }
}
