package dev.edgekeep.control.feature;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.control.ControlPlane;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.record.Put;
import dev.edgekeep.control.record.RecordKind;
import dev.edgekeep.control.record.RecordStore;
import dev.edgekeep.control.record.Scope;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.control.site.Sites;
import dev.edgekeep.control.store.Columns;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /sites/{site}/reserved-names}: a whole feature, to copy from. */
final class ReservedNames implements Feature {
  private static final String PATH = "/sites/{site}/reserved-names";
  private static final String TABLE = "reserved_name";

  private final Sites sites;
  private final RecordStore<ReservedName> records;

  ReservedNames(ControlPlane.Base base) {
    this.sites = base.sites();
    this.records =
        new RecordStore<>(
            RecordKind.of(TABLE, ReservedName.ROW, (reserved, now) -> reserved)
                .named("reserved-name", "reserved name")
                .invalidating(
                    reserved -> new Invalidation.Part(ReservedNamesPart.NAME, reserved.id())),
            base.store(),
            base.changes());
  }

  @Override
  public List<String> migrations() {
    return List.of("dev/edgekeep/control/feature");
  }

  @Override
  public Optional<SnapshotPart> snapshotPart() {
    return Optional.of(new ReservedNamesPart());
  }

  @Override
  public void addTo(Routes routes) {
    routes.get(PATH, Role.VIEWER, this::list);
    routes.get(PATH + "/{name}", Role.VIEWER, this::get);
    routes.put(PATH + "/{name}", Role.OPERATOR, this::put);
    routes.delete(PATH + "/{name}", Role.OPERATOR, this::delete);
  }

  private Answer list(Call call) {
    return Answer.ok(records.list(of(site(call)), call.paging()));
  }

  private Answer get(Call call) {
    ReservedName found = records.require(of(site(call)), call.hostName("name"));
    return Answer.ok(found).revision(found.revision());
  }

  private Answer put(Call call) {
    Site site = site(call);
    String name = call.hostName("name");
    if (!site.covers(name)) {
      throw DomainException.invalid(
          "name", "%s is not of the site %s".formatted(name, site.name()));
    }
    String reason = call.body(ReservedNames::reason);
    Changed<Put<ReservedName>> made =
        records.put(
            call.actor(),
            of(site),
            name,
            call::requireMatch,
            draft -> new Columns().text("name", name).text("reason", reason));
    return Answer.put(
        made, "/sites/%s/reserved-names/%s".formatted(site.name(), name), made.value().record());
  }

  private static @Nullable String reason(Section section) {
    Value value = section.require("reason", "say why the name is not served");
    return value == null ? null : value.text();
  }

  private Answer delete(Call call) {
    return Answer.noContent()
        .of(
            records.delete(
                call.actor(),
                of(site(call)),
                call.hostName("name"),
                call::requireMatch,
                (change, reserved) -> {}));
  }

  private Site site(Call call) {
    return sites.require(call.caller(), call.path("site"));
  }

  private static Scope of(Site site) {
    return Scope.ofSite(TABLE, site.id());
  }
}
