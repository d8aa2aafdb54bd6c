/** Programs that show one thing each; every one is compiled and run by the build. */
package dev.sluice.examples;
