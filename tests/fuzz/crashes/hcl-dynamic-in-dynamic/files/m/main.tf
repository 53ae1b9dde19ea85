# Blocks made by dynamic: they are not in the configuration of a plan.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region = "eu-west-1"
}

variable "interfaces" {
  type    = map(number)
  default = { mgmt = 0, data = 1, wan = 2 }
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_security_group" "peers" {
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "web" {
  vpc_id = aws_vpc.main.id

  dynamic "ingress" {
    for_each = [22, 443]
    content {
      from_port       = ingress.value
      to_port         = ingress.value
      protocol        = "tcp"
      security_groups = [aws_security_group.peers.id]
    }
  }
}

resource "aws_network_interface" "this" { # finds: default-security-group, undescribed-interface
  for_each  = var.interfaces
  subnet_id = aws_subnet.a.id # finds: same-subnet-interfaces
}

resource "aws_instance" "all" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface[value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }=}
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each 
   var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this.network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
  instance_type = "m6i.xlarge"

  dynamic "network_interface" { # finds: deprecated-interface-block
    for_each = var.interfaces
    content {
      device_index         = network_interface.value
      network_interface_id = aws_network_interface.this[network_interface.key].id
    }
  }
}

resource "aws_instance" "static" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "m6i.xlarge"

  network_interface {
    device_index         = 1
    network_interface_id = aws_network_interface.this["data"].id # finds: interface-attached-twice
  }
  network_interface { # finds: deprecated-interface-block
    device_index         = 0
    network_interface_id = aws_network_interface.this["mgmt"].id # finds: interface-attached-twice
  }
}

resource "aws_launch_template" "workers" {
  instance_type = "c6in.32xlarge"

  dynamic "network_interfaces" { # finds: default-security-group
    for_each = range(2)
    content {
      device_index       = network_interfaces.value
      network_card_index = network_interfaces.value
      subnet_id          = aws_subnet.a.id
    }
  }
}
