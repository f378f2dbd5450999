package dev.edgekeep.control.token;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.api.Authentication;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates by {@code Authorization: Bearer} (RFC 6750 §2.1). Wrong tokens of an address that
 * shows too many are answered 429 for a while; a correct token passes whatever others show, because
 * many callers can share an address. A token that calls too often waits. Blocks; any thread.
 */
public final class TokenAuthentication implements Authentication {
  private static final String SCHEME = "Bearer ";
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Store store;
  private final InstantSource clock;
  private final Attempts failures;
  private final Attempts calls;

  /**
   * The limits of callers.
   *
   * @param failures wrong tokens of one address that are answered as such
   * @param lockOut the time in which they are counted
   * @param callsPerSecond of one token
   */
  public record Limits(int failures, Duration lockOut, int callsPerSecond) {
    public static final Limits DEFAULT = new Limits(10, Duration.ofMinutes(1), 500);
  }

  public TokenAuthentication(Store store, InstantSource clock, Limits limits) {
    this.store = store;
    this.clock = clock;
    this.failures = new Attempts(limits.failures(), limits.lockOut(), clock);
    this.calls = new Attempts(limits.callsPerSecond(), SECOND, clock);
  }

  /** A token whose secret was shown, with what is known of its account. */
  private record Known(Token token, boolean ofOperator) {}

  @Override
  public Caller authenticate(
      @Nullable String authorization, @Nullable String account, String address) {
    if (authorization == null) {
      throw DomainException.unauthenticated("give a token, as in Authorization: Bearer ek_…");
    }
    Known known = known(authorization).orElseThrow(() -> refused(address));
    Token token = known.token();
    if (!calls.count(token.id())) {
      throw DomainException.tooMany(
          "the token %s calls too often; wait a second".formatted(token.name()), SECOND);
    }
    return caller(known, account, address);
  }

  @Override
  public boolean stands(Caller caller) {
    return store
        .read(db ->
            db.createQuery("SELECT * FROM token WHERE id = :id")
                .bind("id", caller.tokenId())
                .map(Token.ROW)
                .findOne())
        .filter(token -> !token.isExpired(clock.instant()))
        .filter(token -> token.role() == caller.role())
        .filter(token -> Objects.equals(token.siteId(), caller.siteId()))
        .isPresent();
  }

  private Optional<Known> known(String authorization) {
    if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    return TokenSecret.parse(authorization.substring(SCHEME.length()).strip())
        .flatMap(shown -> store.read(db -> find(db, shown)))
        .filter(known -> !known.token().isExpired(clock.instant()));
  }

  private static Optional<Known> find(Handle db, TokenSecret shown) {
    return db.createQuery(
            """
            SELECT token.*, account.is_operator FROM token
            JOIN account ON account.id = token.account_id WHERE token.id = :id\
            """)
        .bind("id", shown.id())
        .map((row, context) ->
            shown.hasHash(row.getBytes("secret_hash"))
                ? Optional.of(
                    new Known(Token.ROW.map(row, context), row.getInt("is_operator") != 0))
                : Optional.<Known>empty())
        .findOne()
        .flatMap(Function.identity());
  }

  private DomainException refused(String address) {
    if (!failures.count(address)) {
      return DomainException.tooMany(
          "too many wrong tokens came from %s; wait before the next".formatted(address),
          failures.remaining(address));
    }
    return DomainException.unauthenticated(
        "this token is not known: it is wrong, has expired or was deleted");
  }

  private Caller caller(Known known, @Nullable String account, String address) {
    Token token = known.token();
    boolean isOperator = known.ofOperator() && token.role() == Role.ADMIN && token.siteId() == null;
    String accountId = token.accountId();
    if (account != null) {
      accountId = meant(account, token, isOperator);
    }
    return new Caller(
        accountId, isOperator, token.role(), token.siteId(), token.id(), token.name(), address);
  }

  /** The account that an operator means; everybody else may name their own. */
  private String meant(String account, Token token, boolean isOperator) {
    return store
        .read(db ->
            db.createQuery("SELECT id FROM account WHERE id = :account OR name = :account")
                .bind("account", account)
                .mapTo(String.class)
                .findOne())
        .filter(id -> isOperator || id.equals(token.accountId()))
        .orElseThrow(() ->
            DomainException.forbidden(
                "the token %s is not for the account %s".formatted(token.name(), account)));
  }
}
