/** Real stores that live in memory: the builder's defaults and the fakes of the tests. */
package dev.sluice.core.memory;
