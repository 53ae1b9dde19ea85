# A small edge: load balancers, a proxy with a floating interface, an application with delegated prefixes for its containers,
# a pair of databases.
# Seven mistakes are planted, each marked "planted:". The plan beside this file is what `terraform show -json` makes of it.

terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.60"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

variable "load_balancer_type" {
  type    = string
  default = "t3.medium"
}

resource "aws_vpc" "edge" {
  cidr_block           = "10.20.0.0/16"
  enable_dns_hostnames = true
  tags                 = { Name = "edge" }
}

# In zone a: transit 10.20.0.0/24, app 10.20.1.0/24, pods 10.20.2.0/24, data 10.20.3.0/24, mgmt 10.20.4.0/24; in zone b from 10.20.16.0.
module "zone" {
  source   = "./modules/zone"
  for_each = { a = "10.20.0.0/20", b = "10.20.16.0/20" }

  name   = "edge-${each.key}"
  vpc_id = aws_vpc.edge.id
  zone   = "eu-west-1${each.key}"
  cidr   = each.value
}

# planted: too-many-interfaces, twice: each load balancer has four interfaces, and a t3.medium carries three
module "load_balancer" {
  source   = "./modules/appliance"
  for_each = { lb-a = "a", lb-b = "b" }

  name            = each.key
  instance_type   = var.load_balancer_type
  security_groups = [aws_security_group.edge.id]

  interfaces = {
    mgmt  = { device_index = 0, subnet_id = module.zone[each.value].mgmt_subnet_id }
    front = { device_index = 1, subnet_id = module.zone[each.value].transit_subnet_id }
    back  = { device_index = 2, subnet_id = module.zone[each.value].app_subnet_id }
    sync  = { device_index = 3, subnet_id = module.zone[each.value].data_subnet_id }
  }
}

resource "aws_security_group" "edge" {
  name_prefix = "edge-"
  description = "Traffic of the edge"
  vpc_id      = aws_vpc.edge.id
}

# The address that moves from one proxy to the other in a takeover.
resource "aws_network_interface" "floating" {
  subnet_id       = module.zone["b"].transit_subnet_id
  description     = "floating address of the proxies"
  private_ips     = ["10.20.16.10"]
  security_groups = [aws_security_group.edge.id]
  tags            = { Name = "floating" }
}

resource "aws_instance" "proxy" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "m6i.large"
  subnet_id              = module.zone["a"].transit_subnet_id
  vpc_security_group_ids = [aws_security_group.edge.id]
  tags                   = { Name = "proxy" }
}

resource "aws_network_interface_attachment" "floating" {
  network_interface_id = aws_network_interface.floating.id
  instance_id          = aws_instance.proxy.id # planted: cross-az-attachment
  device_index         = 1
}

# Containers of the application draw their addresses from delegated prefixes.
resource "aws_security_group" "app" {
  name_prefix = "app-"
  description = "The application"
  vpc_id      = aws_vpc.edge.id
}

resource "aws_instance" "app" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "m6i.4xlarge"
  tags          = { Name = "app" }

  primary_network_interface {
    network_interface_id = aws_network_interface.app.id
  }
}

resource "aws_network_interface" "app" {
  subnet_id       = module.zone["a"].app_subnet_id
  description     = "application"
  private_ips     = ["10.20.1.20"]
  security_groups = [aws_security_group.app.id]
}

resource "aws_network_interface" "pods" {
  subnet_id       = module.zone["a"].pods_subnet_id
  description     = "containers of the application"
  private_ips     = ["10.20.2.21"]
  ipv4_prefixes   = ["10.20.2.32/28", "10.20.2.48/28"]
  security_groups = [aws_security_group.app.id]
}

resource "aws_network_interface_attachment" "pods" {
  network_interface_id = aws_network_interface.pods.id
  instance_id          = aws_instance.app.id
  device_index         = 1
}

resource "aws_network_interface" "storage" {
  subnet_id       = module.zone["a"].data_subnet_id
  description     = "storage"
  private_ips     = ["10.20.3.30"]
  security_groups = [aws_security_group.app.id]
}

resource "aws_network_interface_attachment" "storage" {
  network_interface_id = aws_network_interface.storage.id
  instance_id          = aws_instance.app.id
  device_index         = 1 # planted: attachment-slot-taken
}

# The proxy measures the containers from within their subnet.
resource "aws_network_interface" "metrics" {
  subnet_id       = module.zone["a"].pods_subnet_id
  description     = "metrics"
  private_ips     = ["10.20.2.40"] # planted: address-in-delegated-prefix
  security_groups = [aws_security_group.app.id]
}

resource "aws_network_interface_attachment" "metrics" {
  network_interface_id = aws_network_interface.metrics.id
  instance_id          = aws_instance.proxy.id
  device_index         = 2
}

# Ten slots for IPv4 addresses on each interface of an m6i.large: one address and nine prefixes.
resource "aws_instance" "batch" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "m6i.large"
  tags          = { Name = "batch" }

  primary_network_interface {
    network_interface_id = aws_network_interface.batch.id
  }
}

resource "aws_network_interface" "batch" {
  subnet_id         = module.zone["b"].app_subnet_id
  description       = "batch jobs"
  ipv4_prefix_count = 12 # planted: too-many-ipv4-addresses
  security_groups   = [aws_security_group.app.id]
}

# The replica talks to the primary over ENA Express; the primary does not have it on.
resource "aws_security_group" "database" {
  name_prefix = "database-"
  description = "Replication between the databases"
  vpc_id      = aws_vpc.edge.id
}

resource "aws_vpc_security_group_ingress_rule" "replication" {
  security_group_id            = aws_security_group.database.id
  description                  = "replication"
  referenced_security_group_id = aws_security_group.database.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}

locals {
  databases = {
    primary = { address = "10.20.3.10", express = false }
    replica = { address = "10.20.3.3", express = true } # planted: reserved-subnet-address (aws_network_interface.database["replica"])
  }
}

resource "aws_network_interface" "database" {
  for_each = local.databases

  subnet_id       = module.zone["a"].data_subnet_id
  description     = "database ${each.key}"
  private_ips     = [each.value.address]
  security_groups = [aws_security_group.database.id]

  # planted: ena-express-one-sided (aws_network_interface.database["replica"])
  ena_srd_specification {
    ena_srd_enabled = each.value.express
  }
}

resource "aws_instance" "database" {
  for_each = local.databases

  ami           = "ami-0123456789abcdef0"
  instance_type = "r6i.16xlarge"
  tags          = { Name = "database-${each.key}" }

  primary_network_interface {
    network_interface_id = aws_network_interface.database[each.key].id
  }
}
