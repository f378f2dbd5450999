package dev.edgekeep.control.token;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.api.Fields;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.feature.Feature;
import dev.edgekeep.control.site.Sites;
import dev.edgekeep.control.token.Tokens.Made;
import dev.edgekeep.control.token.Tokens.Wanted;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** {@code /tokens}. */
public final class TokenApi implements Feature {
  private final Tokens tokens;
  private final Sites sites;
  private final InstantSource clock;

  public TokenApi(Tokens tokens, Sites sites, InstantSource clock) {
    this.tokens = tokens;
    this.sites = sites;
    this.clock = clock;
  }

  @Override
  public void addTo(Routes routes) {
    routes.get("/tokens", Role.ADMIN, this::list);
    routes.post("/tokens", Role.ADMIN, this::create);
    routes.delete("/tokens/{token}", Role.ADMIN, this::delete);
  }

  private Answer list(Call call) {
    return Answer.ok(tokens.list(call.caller(), call.paging()).map(TokenView::of));
  }

  private Answer create(Call call) {
    call.caller().requireWholeAccount();
    Wanted wanted = call.body(section -> wanted(call, section));
    Made made = tokens.create(call.actor(), wanted);
    Token token = made.token();
    return Answer.created("/tokens/" + token.id(), TokenView.of(token, made.secret()));
  }

  private @Nullable Wanted wanted(Call call, Section section) {
    String name = Fields.name(section, "name");
    Value roleValue = section.require("role", "give viewer, operator or admin");
    Role role = roleValue == null ? null : roleValue.choice(Role.byLabel());
    Value site = section.get("site");
    String siteName = site == null ? null : site.text();
    Instant expiresAt = Fields.instant(section.get("expiresAt"));
    if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
      section.error("expiresAt is in the past");
    }
    if (name == null || role == null) {
      return null;
    }
    String siteId = siteName == null ? null : sites.require(call.caller(), siteName).id();
    return new Wanted(name, role, siteId, expiresAt);
  }

  private Answer delete(Call call) {
    call.caller().requireWholeAccount();
    tokens.delete(call.actor(), call.path("token"));
    return Answer.noContent();
  }
}
