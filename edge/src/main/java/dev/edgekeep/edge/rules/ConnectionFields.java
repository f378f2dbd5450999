package dev.edgekeep.edge.rules;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.rules.request.ClientFacts;
import dev.edgekeep.rules.request.ClientFields;
import dev.edgekeep.rules.type.Field;
import dev.edgekeep.rules.type.IpAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rule fields of a connection and of its client, by the verdict of the current request. */
final class ConnectionFields implements RequestView {
  private final ConnectionFacts connection;
  private final CountryLookup countries;
  private final InstantSource clock;

  private ClientVerdict verdict = ClientVerdict.ABSENT;
  private ClientFacts client = ClientFacts.ABSENT;
  private @Nullable IpAddress source;

  ConnectionFields(ConnectionFacts connection, CountryLookup countries, InstantSource clock) {
    this.connection = connection;
    this.countries = countries;
    this.clock = clock;
  }

  /** Sets the verdict of the next evaluation. */
  // Nearly always the verdict of the last request.
  @SuppressWarnings("ReferenceEquality")
  void verdict(ClientVerdict now) {
    if (now != verdict) {
      verdict = now;
      client = new ClientFacts(now.verdict(), now.presented(), now.path(), now.clientCa());
    }
  }

  @Override
  public @Nullable String text(Field field) {
    return switch (field) {
      case COUNTRY -> countries.country(connection.remoteAddress().getAddress());
      case TLS_VERSION -> connection.tlsVersion();
      case TLS_CIPHER -> connection.cipherSuite();
      case TLS_ALPN -> connection.applicationProtocol();
      case JA3 -> connection.ja3();
      case JA4 -> connection.ja4();
      default -> ClientFields.text(client, field);
    };
  }

  @Override
  public long number(Field field) {
    return switch (field) {
      case TIME_SECONDS -> clock.instant().getEpochSecond();
      case TIME_MILLIS -> clock.millis();
      case SERVER_PORT -> connection.localAddress().getPort();
      default -> NO_NUMBER;
    };
  }

  @Override
  public boolean truth(Field field) {
    return ClientFields.truth(client, field);
  }

  @Override
  public @Nullable IpAddress address(Field field) {
    return switch (field) {
      case SOURCE -> source();
      case SERVER_ADDRESS -> IpAddress.of(connection.localAddress().getAddress());
      default -> null;
    };
  }

  private IpAddress source() {
    IpAddress found = source;
    if (found == null) {
      found = IpAddress.of(connection.remoteAddress().getAddress());
      source = found;
    }
    return found;
  }

  @Override
  public List<String> list(Field field) {
    return ClientFields.list(client, field);
  }

  @Override
  public List<String> entry(Field field, String name) {
    return List.of();
  }

  @Override
  public Map<String, List<String>> map(Field field) {
    return Map.of();
  }
}
