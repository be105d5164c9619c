"""Starts PostgreSQL, RabbitMQ and the services on one machine without Docker."""
