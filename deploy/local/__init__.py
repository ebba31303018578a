"""The whole street on one machine: real parts from packages, six services, one command (`make run`).

plan          the folder, the ports, the parts replaced by servers of one's own
passwords     passwords, keys and what else is made once, at the first run
processes     one child process: its own group, its own log, a certain end
postgres      the PostgreSQL server          databases   its databases and log-ins
broker        the NATS server and what each service may say there
identity      Keycloak, through deploy.keycloak
migrations    every service's tables
environment   what each service is told through its environment
street        all of it in order, watched, and ended in order
running       a street that runs, as others see it: addresses, tokens
"""
