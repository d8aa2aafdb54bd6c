package dev.sluice.core.engine;

import dev.sluice.core.engine.common.Fetchers;
import dev.sluice.core.engine.destination.StorageResolver;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.show.ShowExpander;
import dev.sluice.core.port.store.Database;
import dev.sluice.core.port.store.IdSource;
import dev.sluice.core.port.store.RandomSource;
import dev.sluice.core.port.web.Notifier;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The adapters and sources that the engine works with. */
public record EnginePorts(
    Fetchers fetchers,
    List<ShowExpander> shows,
    Transcoder transcoder,
    StorageResolver storages,
    Database database,
    Optional<Notifier> notifier,
    InstantSource clock,
    IdSource ids,
    RandomSource random) {
  public EnginePorts {
    shows = List.copyOf(shows);
  }
}
