package dev.edgekeep.control.host;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.error.Violation;
import dev.edgekeep.control.origin.OriginRecord;
import dev.edgekeep.control.origin.Origins;
import dev.edgekeep.control.record.Content;
import dev.edgekeep.control.record.Draft;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.record.Put;
import dev.edgekeep.control.record.RecordKind;
import dev.edgekeep.control.record.RecordStore;
import dev.edgekeep.control.record.Scope;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.control.store.Columns;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import tools.jackson.databind.ObjectMapper;

/** The hosts of sites. Blocks; any thread. */
final class Hosts {
  private static final String TABLE = "host";

  private final RecordStore<HostRecord> records;
  private final Origins origins;

  Hosts(Store store, Changes changes, Origins origins, ObjectMapper json) {
    this.records =
        new RecordStore<>(
            RecordKind.of(TABLE, HostRecord.ROW, (host, now) -> HostBody.shown(host, json))
                .selectedBy(HostRecord.SELECT)
                .invalidating(host -> new Invalidation.Host(host.id(), host.name())),
            store,
            changes);
    this.origins = origins;
  }

  private static Scope of(Site site) {
    return Scope.ofSite(TABLE, site.id());
  }

  Page<HostRecord> list(Site site, Paging paging) {
    return records.list(of(site), paging);
  }

  /**
   * The hosts of all sites that the caller may see.
   *
   * @param text that the name contains; empty: any
   * @param mode as it is stored; empty: any
   */
  Page<HostRecord> search(Caller caller, String text, String mode, Paging paging) {
    Scope scope =
        Scope.everything()
            .and("site.account_id = :account", "account", caller.accountId())
            .and("(:only = '' OR host.site_id = :only)", "only", caller.onlySite())
            .and("(:mode = '' OR host.mode = :mode)", "mode", mode)
            .and("(:text = '' OR host.name LIKE :text ESCAPE '!')", "text", pattern(text));
    return records.search(scope, paging);
  }

  private static String pattern(String text) {
    return text.isEmpty() ? "" : "%" + text.replaceAll("([!%_])", "!$1") + "%";
  }

  HostRecord require(Site site, String name) {
    return records.require(of(site), name);
  }

  /**
   * Creates or replaces a host.
   *
   * @param name in lower case
   */
  Changed<Put<HostRecord>> put(
      Actor actor, Site site, String name, HostBody body, LongConsumer match) {
    return records.put(actor, of(site), name, match, new Wanted(site, name, body));
  }

  /** The content that a body gives a host. */
  private final class Wanted implements Content<HostRecord> {
    private final Site site;
    private final String name;
    private final HostBody body;

    private Wanted(Site site, String name, HostBody body) {
      this.site = site;
      this.name = name;
      this.body = body;
    }

    @Override
    public Columns columns(Draft<HostRecord> draft) {
      Columns columns =
          new Columns()
              .text("origin_id", origin(draft).id())
              .text("mode", mode(draft))
              .text("settings", body.settings());
      return draft.isNew() ? columns.text("name", name) : columns;
    }

    @Override
    public void writeParts(Draft<HostRecord> draft) {
      HostCertificates.write(draft, body.certificates());
    }

    /** The origin, when neither it nor a certificate is wrong; reports all faults at once. */
    private OriginRecord origin(Draft<HostRecord> draft) {
      List<Violation> violations =
          new ArrayList<>(
              HostCertificates.problems(draft.change(), site, name, body.certificates()));
      violations.addAll(
          HostRoutes.problems(
              draft.db(), site, origins, body.routes(), ClientAuthModes.stored(wantedMode(draft))));
      Optional<OriginRecord> origin = origins.find(draft.db(), site, body.origin());
      if (origin.isEmpty()) {
        violations.add(
            new Violation(
                "origin",
                "the site %s has no origin %s; create it first"
                    .formatted(site.name(), body.origin())));
      }
      if (!violations.isEmpty()) {
        throw DomainException.invalid(violations);
      }
      return origin.orElseThrow();
    }

    /** The mode that the body gives; otherwise the mode stays, and that of a new host is off. */
    private String wantedMode(Draft<HostRecord> draft) {
      return body.mode() != null
          ? ClientAuthModes.label(body.mode())
          : draft
              .before()
              .map(host -> host.configuration().storedMode())
              .orElse(ClientAuthModes.label(Mode.OFF));
    }

    /** The wanted mode, checked: a host that trusts a client CA asks for certificates. */
    private String mode(Draft<HostRecord> draft) {
      String mode = wantedMode(draft);
      List<String> cas = draft.before().map(host -> host.uses().clientCaNames()).orElse(List.of());
      if (ClientAuthModes.stored(mode) == Mode.OFF && !cas.isEmpty()) {
        throw DomainException.invalid(
            "clientAuth.mode",
            "the host is bound to %s; release it there first, then it asks for no certificates"
                .formatted(String.join(", ", cas)));
      }
      return mode;
    }
  }

  Changed<HostRecord> delete(Actor actor, Site site, String name, LongConsumer match) {
    return records.delete(actor, of(site), name, match, (change, host) -> {});
  }
}
