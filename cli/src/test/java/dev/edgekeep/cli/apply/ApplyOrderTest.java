package dev.edgekeep.cli.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.cli.CommandRun;
import dev.edgekeep.x509.cert.Certificate;
import org.junit.jupiter.api.Test;

/** The steps of a site are in an order in which no host is too open in between. */
class ApplyOrderTest extends ApplySetup {
  @Test
  void hostsBecomeStricterFirstAndMoreOpenLast() throws Exception {
    hostsOfAllModes();
    String hosts =
        """
        hosts:
          "*.example.com": {certificate: c, origin: app, clientAuth: {mode: request}}
          new.example.com: {certificate: c, origin: app, clientAuth: {mode: require}}
          api.example.com: {certificate: c, origin: app, clientAuth: {mode: require}}
        clientCa: {hosts: ["*.example.com", api.example.com, new.example.com]}
        rules:
          - {name: verified, when: not tls_client_auth.cert_verified, action: block}
        """;
    assertThat(applied(hosts, "--prune"))
        .isEqualTo(
            """
            ~ host api.example.com: clientAuth
            + rule verified
            + host new.example.com
            ~ host *.example.com: clientAuth
            + host new.example.com trusts the managed client CA
            - host www.example.com
            6 to change; nothing was changed (--dry-run)
            """);
  }

  @Test
  void aHostGoesIntoMaintenanceBeforeTheRestChanges() throws Exception {
    hostsOfAllModes();
    String file =
        """
        origins:
          app: {servers: ["http://127.0.0.1:9001"]}
        hosts:
          www.example.com: {certificate: c, origin: app, maintenance: true}
        """;
    assertThat(applied(file))
        .isEqualTo(
            """
            ~ host www.example.com: maintenance
            ~ origin app: servers
            2 to change; nothing was changed (--dry-run)
            """);
    assertThat(applied(file.replace("true}", "true, https: {redirect: 308}}")))
        .startsWith(
            """
            ~ host www.example.com: maintenance, before the rest
            ~ origin app: servers
            ~ host www.example.com: https
            """);
  }

  @Test
  void balancersAndOriginsThatChangeTogetherRefuseRequestsInTheMeantime() throws Exception {
    hostsOfAllModes();
    String file =
        """
        origins:
          app: {servers: ["http://127.0.0.1:9001"]}
        hosts:
          www.example.com:
            certificate: c
            origin: app
            clientAuth: {mode: request, fromHeader: {trust: [10.0.0.1], format: alb}}
        """;
    assertThat(applied(file)).startsWith("+ rule until apply is done: www.example.com\n");
  }

  @Test
  void aHostThatARuleProtectsOpensAfterTheRule() throws Exception {
    hostsOfAllModes();
    String file =
        """
        hosts:
          www.example.com: {certificate: c, origin: app, clientAuth: {mode: request}}
        rules:
          - {name: open, when: http.request.uri.path eq "/", action: allow}
          - {name: verified, when: not tls_client_auth.cert_verified, action: block}
        """;
    assertThat(applied(file))
        .startsWith("+ rule open\n+ rule verified\n~ host www.example.com: clientAuth\n");
  }

  @Test
  void aSwapOfClientCasBindsTheNewOneFirstUnlessMoreChanges() throws Exception {
    hostsOfAllModes();
    String file =
        """
        clientCa: {hosts: ["*.example.com", api.example.com]}
        clientCas: {partners: {certificates: "%s", hosts: [www.example.com]}}
        """
            .formatted(www.chainPem().replace("\n", "\\n"));
    api.on(
        "GET /sites/example.com/client-cas/c1",
        200,
        "{\"members\":[{\"sha256\":\"%s\"}],\"lists\":[]}"
            .formatted(Certificate.parse(www.leaf().getEncoded()).sha256()));
    assertThat(applied(file))
        .startsWith(
            """
            + host www.example.com trusts client CA partners
            - host www.example.com trusts the managed client CA
            """);
    assertThat(applied(file + "rules: [{name: log, when: ssl, action: log}]\n"))
        .startsWith(
            """
            - host www.example.com trusts the managed client CA
            + rule log
            + host www.example.com trusts client CA partners
            """);
  }

  @Test
  void aClientCaWhoseRevocationIsObtainedInAnotherWayIsReplaced() throws Exception {
    hostsOfAllModes();
    String file =
        """
        clientCas:
          partners:
            certificates: "%s"
            revoked: {url: "http://crl.example/a", refreshSeconds: 60}
            ocsp: {mode: hard}
        """
            .formatted(www.chainPem().replace("\n", "\\n"));
    String found =
        """
        {"members":[{"sha256":"%s"}],"lists":[],"ocsp":{"mode":"hard"},
         "revoked":{"refreshSeconds":60,"url":"http://crl.example/a"}}\
        """
            .formatted(Certificate.parse(www.leaf().getEncoded()).sha256());
    api.on("GET /sites/example.com/client-cas/c1", 200, found);
    assertThat(applied(file)).startsWith("nothing to change");
    assertThat(applied(file.replace("hard", "soft"))).startsWith("~ client CA partners: ocsp\n");
    assertThat(applied(file.replace(", refreshSeconds: 60", "")))
        .startsWith("~ client CA partners: revoked\n");
    assertThat(applied(file.replace("    ocsp: {mode: hard}\n", "")))
        .startsWith("~ client CA partners: ocsp\n");
  }

  @Test
  void requestsAreRefusedInTheMeantimeWhenNoOrderIsSafe() throws Exception {
    hostsOfAllModes();
    String file =
        """
        origins:
          app: {servers: ["http://127.0.0.1:9001"]}
        rules:
          - {name: open, when: http.request.uri.path eq "/", action: allow}
        """;
    assertThat(applied(file))
        .isEqualTo(
            """
            + rule until apply is done: *.example.com, www.example.com, api.example.com
            ~ origin app: servers
            + rule open
            - rule until apply is done
            4 to change; nothing was changed (--dry-run)
            """);
  }

  @Test
  void temporaryRulesOfAnInterruptedRunAreDeletedInTheEnd() throws Exception {
    hostsOfAllModes();
    api.on(
        "GET /sites/example.com/rules",
        200,
        "{\"items\":[{\"id\":\"r\",\"name\":\"until apply is done"
            + " 1\",\"when\":\"ssl\",\"action\":\"block\"}]}");
    assertThat(applied("hosts: {}\n"))
        .isEqualTo(
            """
            - rule until apply is done
            1 to change; nothing was changed (--dry-run)
            """);
  }

  @Test
  void theModeThatUnbindingChangesIsRestoredInTheSameRun() throws Exception {
    hostsOfAllModes();
    String file =
        """
        hosts:
          api.example.com: {certificate: c, origin: app, clientAuth: {mode: request}}
        clientCa: {hosts: ["*.example.com", www.example.com]}
        """;
    assertThat(applied(file))
        .isEqualTo(
            """
            - host api.example.com trusts the managed client CA
            ~ host api.example.com: clientAuth
            2 to change; nothing was changed (--dry-run)
            """);
    String without = file.replace(", clientAuth: {mode: request}", "");
    assertThat(applied(without)).contains("1 to change");
  }

  @Test
  void contradictionsAreReportedBeforeAnyChange() throws Exception {
    hostsOfAllModes();
    CommandRun pruned =
        apply(
            """
            sites:
              example.com:
                hosts: {}
                clientCa: {hosts: [www.example.com]}
            """,
            "--yes",
            "--prune");
    assertThat(pruned.status()).isEqualTo(2);
    assertThat(pruned.err())
        .contains("www.example.com", "--prune deletes it", "nothing was changed");
    CommandRun unknown =
        apply("sites: {example.com: {clientCa: {hosts: [none.example.com]}}}\n", "--yes");
    assertThat(unknown.err())
        .contains("none.example.com", "neither the site nor the file has this host");
    CommandRun off =
        apply(
            """
            sites:
              example.com:
                hosts:
                  www.example.com: {certificate: c, origin: app, clientAuth: {mode: "off"}}
            """,
            "--yes");
    assertThat(off.err())
        .contains("www.example.com.clientAuth.mode: off, but the host trusts a client CA");
    assertThat(changes()).isEmpty();
  }
}
