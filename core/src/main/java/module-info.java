/**
 * The words, the rules, the ports and the engine of Sluice. It requires nothing but {@code
 * java.base}: what it needs of the world comes in through the ports.
 */
module dev.sluice.core {
  exports dev.sluice.core;
  exports dev.sluice.core.failure;
  exports dev.sluice.core.guard;
  exports dev.sluice.core.job;
  exports dev.sluice.core.memory;
  exports dev.sluice.core.pipeline;
  exports dev.sluice.core.port;
  exports dev.sluice.core.request;
}
