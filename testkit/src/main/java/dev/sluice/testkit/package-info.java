/**
 * What holds adapters to their word: one contract per port, strict fakes, and servers on loopback
 * that misbehave on demand.
 */
package dev.sluice.testkit;
