/** What Sluice needs of the world, each a promise that an adapter keeps. */
package dev.sluice.core.port;
