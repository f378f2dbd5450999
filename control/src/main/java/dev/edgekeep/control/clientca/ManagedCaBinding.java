package dev.edgekeep.control.clientca;

import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.binding.BindingApi;
import dev.edgekeep.control.binding.Bindings;
import dev.edgekeep.control.site.Site;
import java.util.Optional;

/**
 * {@code /sites/{site}/client-ca/hosts} means the account's CA, which is created when the first
 * host is bound.
 */
final class ManagedCaBinding implements BindingApi.Resolver {
  static final String PATH = "/sites/{site}/client-ca/hosts";

  private final ManagedCas cas;

  ManagedCaBinding(ManagedCas cas) {
    this.cas = cas;
  }

  @Override
  public Optional<String> find(Call call, Site site) {
    return cas.findId(call.caller().accountId());
  }

  @Override
  public Bindings.ClientCa require(Call call, Site site) {
    String id = cas.ensure(call.actor()).id();
    return change -> id;
  }
}
