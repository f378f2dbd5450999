package dev.edgekeep.control.clientca;

import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.binding.BindingApi;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.config.ClientCaKeys;
import dev.edgekeep.control.event.Event;
import dev.edgekeep.control.feature.Feature;
import dev.edgekeep.control.secret.Vault;
import dev.edgekeep.control.site.Sites;
import dev.edgekeep.control.store.Store;
import java.time.InstantSource;
import java.util.function.Consumer;

/** The feature of managed client CAs and their certificates; wires its parts. Any thread. */
public final class ClientCas implements Feature {
  private final KeyTokens tokens;
  private final BindingApi bindings;
  private final ManagedCaBinding binding;
  private final ClientCertificateApi certificates;
  private final ClientCaApi cas;

  private ClientCas(
      KeyTokens tokens,
      BindingApi bindings,
      ManagedCaBinding binding,
      ClientCertificateApi certificates,
      ClientCaApi cas) {
    this.tokens = tokens;
    this.bindings = bindings;
    this.binding = binding;
    this.certificates = certificates;
    this.cas = cas;
  }

  /**
   * The parts that it works with.
   *
   * @param publication the addresses of lists and OCSP answers
   * @param keys the places of private keys
   * @param events receives events about keys that cannot be used
   */
  public record Parts(
      Store store,
      Changes changes,
      Vault vault,
      Sites sites,
      BindingApi bindings,
      Publication publication,
      ClientCaKeys keys,
      Consumer<Event> events,
      InstantSource clock) {}

  public static ClientCas of(Parts parts) {
    KeyTokens tokens = new KeyTokens(parts.keys(), parts.clock());
    KeyTrouble trouble = new KeyTrouble(parts.events(), parts.clock());
    CaKeys keys = new CaKeys(parts.vault(), tokens, trouble);
    Publication publication = parts.publication();
    ManagedCas managed =
        new ManagedCas(parts.store(), parts.changes(), keys, publication, parts.clock());
    ClientCertificates certificates = new ClientCertificates(parts.store(), parts.changes());
    Issuance issuance =
        new Issuance(
            parts.store(),
            parts.changes(),
            certificates,
            managed,
            keys,
            publication,
            parts.clock());
    IssuerIndex issuers = new IssuerIndex(parts.store(), parts.clock());
    return new ClientCas(
        tokens,
        parts.bindings(),
        new ManagedCaBinding(managed),
        new ClientCertificateApi(certificates, issuance, managed, parts.sites(), parts.clock()),
        new ClientCaApi(
            managed,
            new RevocationLists(parts.store(), keys, parts.clock()),
            new OcspAnswers(parts.store(), keys, issuers, parts.clock()),
            publication,
            parts.store(),
            parts.clock()));
  }

  @Override
  public void addTo(Routes routes) {
    certificates.addTo(routes);
    cas.addTo(routes);
    bindings.addTo(routes, ManagedCaBinding.PATH, binding);
  }

  /** Closes the tokens that are open. */
  @Override
  public void close() {
    tokens.close();
  }
}
