package dev.edgekeep.control.customca;

import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.account.AccountAddresses;
import dev.edgekeep.control.account.Accounts;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.BodyLimit;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.binding.BindingApi;
import dev.edgekeep.control.binding.Bindings;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.feature.Feature;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.control.site.Sites;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.snapshot.read.PartReader;
import dev.edgekeep.x509.cert.Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** {@code /sites/{site}/client-cas}. */
public final class CustomCaApi implements Feature, BindingApi.Resolver {
  private static final String PATH = "/sites/{site}/client-cas";

  private final CustomCas cas;
  private final Sites sites;
  private final Parts parts;

  /**
   * The parts that it works with.
   *
   * @param binding the paths that bind hosts
   * @param bindings the hosts that are bound
   * @param addresses from which no revocation status may be obtained
   */
  public record Parts(
      Store store,
      Changes changes,
      Accounts accounts,
      Sites sites,
      BindingApi binding,
      Bindings bindings,
      AccountAddresses addresses,
      InstantSource clock) {}

  public CustomCaApi(Parts parts) {
    this.parts = parts;
    this.sites = parts.sites();
    this.cas = new CustomCas(parts.store(), parts.changes(), parts.accounts());
  }

  @Override
  public void addTo(Routes routes) {
    routes.get(PATH, Role.VIEWER, this::list);
    routes.post(PATH, Role.OPERATOR, BodyLimit.UPLOAD, this::create);
    routes.get(PATH + "/{id}", Role.VIEWER, this::get);
    routes.put(PATH + "/{id}", Role.OPERATOR, BodyLimit.UPLOAD, this::replace);
    routes.delete(PATH + "/{id}", Role.OPERATOR, this::delete);
    routes.post(PATH + "/{id}/intermediates", Role.OPERATOR, BodyLimit.UPLOAD, this::add);
    parts.binding().addTo(routes, PATH + "/{id}/hosts", this);
  }

  private Answer list(Call call) {
    Site site = site(call);
    Instant now = parts.clock().instant();
    return Answer.ok(
        cas.list(site, call.paging())
            .map(each -> CustomCaView.listed(each, now, parts.bindings().list(site, each.id()))));
  }

  private Answer create(Call call) {
    Site site = site(call);
    Upload upload = upload(call, site);
    Changed<CustomCa> made = cas.create(call.actor(), site, upload);
    String id = made.value().id();
    return Answer.created(
            "/sites/%s/client-cas/%s".formatted(site.name(), id), view(site, made.value(), upload))
        .revision(made.value().revision())
        .of(made);
  }

  private Answer get(Call call) {
    Site site = site(call);
    CustomCa found = cas.require(site, call.path("id"));
    return Answer.ok(view(site, found)).revision(found.revision());
  }

  private Answer replace(Call call) {
    Site site = site(call);
    Upload upload = upload(call, site);
    Changed<CustomCa> made =
        cas.replace(call.actor(), site, call.path("id"), upload, call::requireMatch);
    return Answer.ok(view(site, made.value(), upload)).revision(made.value().revision()).of(made);
  }

  private Answer add(Call call) {
    Site site = site(call);
    List<Certificate> added = call.body(Upload::intermediates);
    Changed<CustomCa> made =
        cas.add(
            call.actor(),
            site,
            call.path("id"),
            added,
            parts.clock().instant(),
            call::requireMatch);
    return Answer.ok(view(site, made.value())).revision(made.value().revision()).of(made);
  }

  private Answer delete(Call call) {
    return Answer.noContent()
        .of(cas.delete(call.actor(), site(call), call.path("id"), call::requireMatch));
  }

  private Upload upload(Call call, Site site) {
    Instant now = parts.clock().instant();
    PartReader reader = new PartReader(null, now, parts.addresses().of(site.accountId()));
    return call.body(section -> Upload.read(section, call.json(), reader, now));
  }

  private CustomCaView view(Site site, CustomCa ca) {
    List<String> hosts = parts.bindings().list(site, ca.id());
    return CustomCaView.whole(ca, parts.clock().instant(), hosts);
  }

  private CustomCaView view(Site site, CustomCa ca, Upload upload) {
    return view(site, ca).warning(upload.doubts());
  }

  private Site site(Call call) {
    return sites.require(call.caller(), call.path("site"));
  }

  @Override
  public Optional<String> find(Call call, Site site) {
    return Optional.of(cas.require(site, call.path("id")).id());
  }

  @Override
  public Bindings.ClientCa require(Call call, Site site) {
    String nameOrId = call.path("id");
    return change -> cas.require(change.db(), site, nameOrId).id();
  }
}
