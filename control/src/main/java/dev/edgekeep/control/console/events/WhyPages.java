package dev.edgekeep.control.console.events;

import com.google.common.base.Splitter;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Operations.Request;
import dev.edgekeep.control.api.PageRequest;
import dev.edgekeep.control.console.page.Forms;
import dev.edgekeep.control.console.page.Gate;
import dev.edgekeep.control.console.page.Visit;
import dev.edgekeep.control.console.text.Difference;
import dev.edgekeep.control.console.text.Doc;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.pem.PemFiles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The reason why a host refuses a client, and the changes that would admit it. */
public final class WhyPages {
  private static final String PATH = "/events/why";
  private static final List<String> MEMBERS =
      List.of("certificate", "serial", "fingerprint", "requestId");

  /** The most labels of a host name; a site is one of its parents. */
  private static final int MOST_LABELS = 10;

  public void addTo(Gate gate) {
    gate.page(PATH, WhyPages::show);
    gate.action(PATH, WhyPages::ask, WhyPages::form);
    gate.action(PATH + "/remedy", WhyPages::remedy, WhyPages::form);
  }

  /** The form; with a host and a client in the query, the answer, too. */
  private static Answer show(Visit visit) throws Exception {
    PageRequest request = visit.request();
    String host = request.query("host").strip();
    ObjectNode question = Forms.object();
    MEMBERS.forEach(name -> Forms.put(question, name, request.query(name)));
    return host.isEmpty() || question.isEmpty()
        ? page(visit, host, "", Doc.EMPTY, "")
        : answered(visit, host, question);
  }

  private static Answer form(Visit visit) {
    return page(visit, visit.request().form("host"), "", Doc.EMPTY, "");
  }

  private static Answer ask(Visit visit) throws Exception {
    PageRequest request = visit.request();
    ObjectNode question = Forms.object();
    MEMBERS.forEach(name -> Forms.put(question, name, request.form(name)));
    return answered(visit, host(request), question);
  }

  private static String host(PageRequest request) {
    return request.form("host").strip();
  }

  private static Answer answered(Visit visit, String host, ObjectNode question) throws Exception {
    String site = site(visit, host);
    Doc answer;
    try {
      answer =
          new Doc(
              visit.call(Request.of("POST", question, "sites", site, "hosts", host, "why")).body());
    } catch (DomainException e) {
      if (visit.request().method().equals("POST")) {
        throw e;
      }
      // A link of an event leads here: the form says what else would do.
      return page(visit, host, site, Doc.EMPTY, String.valueOf(e.getMessage()));
    }
    return page(visit, host, site, answer, "");
  }

  private static Answer page(Visit visit, String host, String site, Doc answer, String fault) {
    return visit.page(
        "events/why", Map.of("host", host, "site", site, "answer", answer, "fault", fault));
  }

  /** The site of a host: the longest name that is one, of its own and those above it. */
  private static String site(Visit visit, String host) throws Exception {
    List<String> labels = Splitter.on('.').omitEmptyStrings().splitToList(host);
    for (int i = 0; i < Math.min(labels.size(), MOST_LABELS); i++) {
      try {
        String name = String.join(".", labels.subList(i, labels.size()));
        return visit.get("sites", name).text("name");
      } catch (DomainException e) {
        if (e.kind() != DomainException.Kind.NOT_FOUND) {
          throw e;
        }
      }
    }
    throw DomainException.invalid("host", visit.t("why.noHost"));
  }

  /** First shows the difference, then makes the change and explains again. */
  private static Answer remedy(Visit visit) throws Exception {
    PageRequest request = visit.request();
    String host = host(request);
    String site = site(visit, host);
    Remedy remedy = Remedy.of(visit, site, host);
    if (request.form("apply").isEmpty()) {
      return visit.page(
          "events/remedy",
          Map.of(
              "host", host,
              "kind", request.form("kind"),
              "differences", remedy.differences(visit)));
    }
    long version = visit.call(remedy.change()).version();
    return visit.done(PATH + "?host=" + Visit.encode(host) + again(request), "remedied", version);
  }

  private static String again(PageRequest request) {
    String serial = request.form("of");
    return serial.isEmpty() ? "" : "&serial=" + Visit.encode(serial);
  }

  /**
   * A change that the person has chosen.
   *
   * @param look the record before the change
   */
  private record Remedy(String kind, Request look, Request change, String name) {
    static Remedy of(Visit visit, String site, String host) {
      PageRequest request = visit.request();
      String ca = request.form("clientCa");
      boolean isManaged = ca.equals("managed");
      ObjectNode body = Forms.object();
      return switch (request.form("kind")) {
        case "bind-ca" -> {
          body.set("hosts", Forms.list(List.of(host)));
          yield new Remedy(
              "bind-ca",
              Request.get("sites", site, "hosts", host),
              isManaged
                  ? Request.of("POST", body, "sites", site, "client-ca", "hosts")
                  : Request.of("POST", body, "sites", site, "client-cas", ca, "hosts"),
              request.form("clientCaName"));
        }
        case "add-intermediate" -> {
          body.put("certificates", request.form("certificates"));
          yield new Remedy(
              "add-intermediate",
              Request.get("sites", site, "client-cas", ca),
              Request.of("POST", body, "sites", site, "client-cas", ca, "intermediates"),
              subjects(request.form("certificates")));
        }
        case "activate" -> {
          String of = request.form("site");
          String id = request.form("clientCertificate");
          yield new Remedy(
              "activate",
              Request.get("sites", of, "client-certificates", id),
              Request.of("POST", body, "sites", of, "client-certificates", id, "activate"),
              "");
        }
        default -> throw DomainException.invalid("kind", visit.t("why.noRemedy"));
      };
    }

    List<Difference> differences(Visit visit) throws Exception {
      Doc before = new Doc(visit.call(look).body());
      List<Difference> found = new ArrayList<>();
      switch (kind) {
        case "bind-ca" -> {
          List<String> cas = before.at("clientAuth").texts("cas");
          found.add(new Difference("clientAuth.cas", lines(cas), lines(with(cas, name))));
          if (before.at("clientAuth").text("mode").equals("off")) {
            found.add(new Difference("clientAuth.mode", "off", "request"));
          }
        }
        case "add-intermediate" -> {
          List<String> members =
              before.list("members").stream().map(member -> member.text("subject")).toList();
          found.add(new Difference("certificates", lines(members), lines(with(members, name))));
        }
        default -> found.add(new Difference("status", before.text("status"), "active"));
      }
      return found;
    }

    private static String subjects(String pem) {
      try {
        return lines(
            PemFiles.certificates(pem.getBytes(StandardCharsets.US_ASCII)).stream()
                .map(certificate -> certificate.subject().toString())
                .toList());
      } catch (CertificateFormatException e) {
        throw DomainException.invalid("certificates", String.valueOf(e.getMessage()));
      }
    }

    private static List<String> with(List<String> list, String more) {
      List<String> all = new ArrayList<>(list);
      all.add(more);
      return all;
    }

    private static String lines(List<String> texts) {
      return String.join("\n", texts);
    }
  }
}
