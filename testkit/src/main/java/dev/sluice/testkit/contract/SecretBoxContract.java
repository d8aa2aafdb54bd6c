package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.tenant.Secret;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The contract of {@link SecretBox}. */
public abstract class SecretBoxContract {
  private static final Secret SECRET = Secret.of("whsec_a secret of some length");
  private static final String CONTEXT = "webhook:owner-1";

  /** Returns the box of this test: the same at each call. */
  protected abstract SecretBox box();

  @Test
  protected void what_was_sealed_can_be_opened() {
    for (String text : List.of("", "x", "ž 日本 🎬 \0\n", "long ".repeat(20_000))) {
      String sealed = box().seal(Secret.of(text), CONTEXT);

      assertThat(box().open(sealed, CONTEXT)).isEqualTo(Secret.of(text));
    }
  }

  @Test
  protected void a_sealed_text_is_printable_and_known_by_its_beginning() {
    String sealed = box().seal(SECRET, CONTEXT);

    assertThat(sealed).startsWith(SecretBox.PREFIX).matches("[!-~]+");
  }

  @Test
  protected void a_sealed_text_shows_nothing_of_the_secret() {
    String sealed = box().seal(SECRET, CONTEXT);

    assertThat(sealed).doesNotContain(SECRET.reveal()).doesNotContain("secret of some");
  }

  @Test
  protected void the_same_secret_is_never_sealed_into_the_same_text() {
    Set<String> texts = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      texts.add(box().seal(SECRET, CONTEXT));
    }

    assertThat(texts).hasSize(1_000);
  }

  @Test
  protected void what_was_sealed_for_one_thing_cannot_be_opened_as_anothers() {
    String sealed = box().seal(SECRET, CONTEXT);

    refused(sealed, "webhook:owner-2");
    refused(sealed, "");
  }

  @Test
  protected void a_text_that_was_changed_anywhere_is_refused() {
    String sealed = box().seal(SECRET, CONTEXT);

    for (int i = 0; i < sealed.length(); i++) {
      char other = sealed.charAt(i) == 'b' ? 'c' : 'b';
      refused(sealed.substring(0, i) + other + sealed.substring(i + 1), CONTEXT);
    }
    refused(sealed.substring(0, sealed.length() - 1), CONTEXT);
    refused(sealed + "A", CONTEXT);
  }

  @Test
  protected void a_text_that_was_never_sealed_is_refused() {
    for (String text : List.of("", "whsec_plain", SecretBox.PREFIX, SecretBox.PREFIX + "1.x.y.z")) {
      refused(text, CONTEXT);
    }
  }

  @Test
  protected void what_was_sealed_now_is_up_to_date() {
    assertThat(box().isUpToDate(box().seal(SECRET, CONTEXT))).isTrue();
  }

  private void refused(String sealed, String context) {
    assertThatThrownBy(() -> box().open(sealed, context))
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(FailureCode.SECRET_UNREADABLE);
              assertThat(e.getMessage()).doesNotContain(SECRET.reveal());
            });
  }
}
