"""Plumbing that every service stands on: no rule of social work lives here.

    errors ids clock change facts settings area actor   words and values
    telemetry metrics | walls db bus auth vault         the outside parts, one file each
    outbox inbox sweep ledger due keys renewal          laws 1, 2, 10, 11 and 12 as tables and loops
    baseline migrations                                 kit's own tables, in steps that every service takes
    web openapi rpc operations                          the doors' frames, one door of all
    house modes once                                    a service's parts, its processes, what it does once
    handout                                             what an office may take with it
    testing                                             volume for proofs and benchmarks; no service imports it

The only nouns known here are office, area and actor. Nothing is inherited from here; nothing registers by import.
"""
