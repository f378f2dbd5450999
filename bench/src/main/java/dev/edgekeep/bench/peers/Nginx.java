package dev.edgekeep.bench.peers;

import java.nio.file.Path;
import java.util.List;

/**
 * nginx with one worker, configured carefully for this work: connections to the origin are kept,
 * nothing is spooled to disk. Its one way to an HTTP/2 origin is {@code grpc_pass}, for all
 * requests.
 *
 * @param accessLog whether requests are logged to a file, with the fields that Edgekeep logs
 */
public record Nginx(Path program, boolean accessLog) implements Peer {
  private static final String CONFIG =
      """
      %USER%
      daemon off;
      worker_processes 1;
      worker_rlimit_nofile 20000;
      pid nginx.pid;
      error_log stderr error;
      events { worker_connections 16384; multi_accept on; }
      http {
        client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
        uwsgi_temp_path uwsgi; scgi_temp_path scgi;
        log_format line escape=json '{"time":"$time_iso8601","clientAddress":"$remote_addr",'
          '"clientPort":$remote_port,"requestId":"$request_id","protocol":"$server_protocol",'
          '"host":"$host","method":"$request_method","target":"$request_uri","status":$status,'
          '"requestBytes":$request_length,"responseBytes":$bytes_sent,"duration":$request_time,'
          '"tlsVersion":"$ssl_protocol","cipherSuite":"$ssl_cipher","verdict":"$ssl_client_verify",'
          '"serial":"$ssl_client_serial","origin":"$upstream_addr"}';
        access_log %LOG%;
        keepalive_timeout 600s; keepalive_requests 1000000000;
        tcp_nodelay on;
        client_max_body_size 0;
        ssl_protocols TLSv1.2 TLSv1.3;
        ssl_session_cache shared:tls:10m; ssl_session_tickets on;
        ssl_client_certificate %CLIENT_CA%; ssl_verify_client on;
        upstream origin {
          server 127.0.0.1:%ORIGIN%;
          keepalive 256; keepalive_requests 1000000000; keepalive_timeout 600s;
        }
        upstream http2 {
          server 127.0.0.1:%HTTP2%;
          keepalive 256; keepalive_requests 1000000000; keepalive_timeout 600s;
        }
        grpc_set_header Host $host;
        grpc_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        grpc_set_header X-Forwarded-Proto $scheme;
        grpc_set_header X-Forwarded-Host $host;
        grpc_set_header X-Request-Id $request_id;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header X-Forwarded-Host $host;
        proxy_set_header X-Request-Id $request_id;
        proxy_request_buffering off; proxy_max_temp_file_size 0;
        proxy_buffer_size 16k; proxy_buffers 16 32k; proxy_busy_buffers_size 64k;
        add_header X-Request-Id $request_id;
      %SERVERS%}
      """;

  @Override
  public String name() {
    return accessLog ? "nginx" : "nginx-nolog";
  }

  @Override
  public List<String> configure(Path directory, int port, Place place) {
    Credentials credentials = place.credentials();
    String servers =
        server(port, " default_server", Credentials.P256_HOST, credentials.p256())
            + server(port, "", Credentials.RSA_HOST, credentials.rsa())
            + server(
                port,
                "",
                Credentials.http2(Credentials.P256_HOST),
                credentials.p256(),
                "grpc_pass grpc://http2;");
    String config =
        CONFIG
            .replace("%USER%", System.getProperty("user.name").equals("root") ? "user root;" : "")
            .replace("%LOG%", accessLog ? "access.log line" : "off")
            .replace("%CLIENT_CA%", credentials.clientCa().toString())
            .replace("%ORIGIN%", Integer.toString(place.originPort()))
            .replace("%HTTP2%", Integer.toString(place.http2OriginPort()))
            .replace("%SERVERS%", servers);
    Path file = CertificateMaker.write(directory.resolve("nginx.conf"), config);
    return List.of(
        program.toString(), "-p", directory.toString(), "-e", "stderr", "-c", file.toString());
  }

  private static String server(int port, String options, String host, Credential credential) {
    return server(port, options, host, credential, "proxy_pass http://origin;");
  }

  private static String server(
      int port, String options, String host, Credential credential, String location) {
    return """
      server {
        listen 127.0.0.1:%d ssl http2%s;
        server_name %s;
        ssl_certificate %s; ssl_certificate_key %s;
        location / { %s }
      }
    """
        .formatted(port, options, host, credential.chain(), credential.key(), location);
  }
}
