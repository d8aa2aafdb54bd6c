package dev.sluice.media.libav.corpus;

import java.util.List;
import org.junit.jupiter.api.Tag;

/** All cases; {@code mvn -Pcorpus verify} runs them. */
@Tag("corpus")
class WholeCorpusTest extends CorpusTest {
  @Override
  List<CorpusCase> cases() {
    return Corpus.all();
  }
}
