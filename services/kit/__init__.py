"""Plumbing that every service stands on: no rule of social work lives here.

    errors ids clock change settings area actor      words and values
    telemetry | db bus auth vault                    the outside parts, one file each
    outbox inbox sweep ledger due keys               laws 1, 2, 10 and 11 as tables and loops
    web rpc process                                  the doors' frames and the process around them
    testing                                          volume for proofs and bench

The only nouns known here are office, area and actor. Nothing is inherited from here and nothing registers itself by import.
"""
