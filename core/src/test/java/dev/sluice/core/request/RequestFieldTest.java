package dev.sluice.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestFieldTest {
  @Test
  void a_sentence_mentions_a_field_and_each_caller_spells_it() {
    String sentence =
        "request %s with %s"
            .formatted(RequestField.LIVE_RECORDING.option(), RequestField.WAIT_FOR_START.option());

    assertThat(sentence)
        .isEqualTo("request the option 'live recording' with the option 'wait for start'");
    assertThat(RequestField.spelled(sentence, field -> "$" + field.name()))
        .isEqualTo("request $LIVE_RECORDING with $WAIT_FOR_START");
  }

  @Test
  void a_mention_of_no_field_stays() {
    assertThat(RequestField.spelled("the option 'speed' of \"Film\"", Enum::name))
        .isEqualTo("the option 'speed' of \"Film\"");
  }
}
